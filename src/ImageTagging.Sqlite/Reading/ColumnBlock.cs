using System.Numerics;
using System.Runtime.Intrinsics;

namespace ImageTagging.Sqlite.Reading;

/// <summary>The times and numbers of 256 slots, and each once more in two bytes. Immutable.</summary>
/// <remarks>
/// Of ten million slots the values are 160 MB, which a search would fetch from memory to compare each with the ends of a range; the
/// small ones stay near the processor, and decide all but those that lie at an end.
/// </remarks>
internal sealed class ColumnBlock
{
    private const int Slots = ColumnCache.BlockSlots;

    // Steps of 18.6 hours from 1935 to 2074; what lies before or behind is of the first or last step.
    private const int TimeShift = 26;
    private const long TimeSteps = 16_384;

    private readonly long[] _values;
    private readonly short[] _steps = new short[2 * Slots];

    /// <summary>A block.</summary>
    /// <param name="values">Times, then numbers.</param>
    public ColumnBlock(long[] values)
    {
        _values = values;
        for (var i = 0; i < Slots; i++)
        {
            _steps[i] = StepOf(values[i], ofNumbers: false);
            _steps[Slots + i] = StepOf(values[Slots + i], ofNumbers: true);
        }
    }

    public long Time(int at) => _values[at];

    public long Number(int at) => _values[Slots + at];

    public ReadOnlySpan<long> Numbers => _values.AsSpan(Slots);

    /// <summary>The step that a value lies on: of two values the greater one's is never less.</summary>
    public static short StepOf(long value, bool ofNumbers)
    {
        var step = ofNumbers
            // Sign, exponent and eight digits of a floating number: steps of a 256th of the value.
            ? value <= 0
                ? 0
                : BitConverter.SingleToUInt32Bits(value) >> 15
            : (value >> TimeShift) + TimeSteps;
        return (short)(Math.Clamp(step, 0, ushort.MaxValue) + short.MinValue);
    }

    /// <summary>Sets the bits of the slots whose times, or numbers, lie in a closed range, 64 to a word.</summary>
    public void Select(bool ofNumbers, long least, long most, Span<ulong> bits)
    {
        var offset = ofNumbers ? Slots : 0;
        var (from, to) = (Vector256.Create(StepOf(least, ofNumbers)), Vector256.Create(StepOf(most, ofNumbers)));
        for (var word = 0; word < Slots / 64; word++)
        {
            var (passing, sure) = (0UL, 0UL);
            for (var part = 0; part < 64; part += Vector256<short>.Count)
            {
                var some = Vector256.Create(_steps.AsSpan(offset + (word * 64) + part, Vector256<short>.Count));
                var passes = ~(Vector256.LessThan(some, from) | Vector256.GreaterThan(some, to));
                var inside = Vector256.GreaterThan(some, from) & Vector256.LessThan(some, to);
                passing |= (ulong)passes.ExtractMostSignificantBits() << part;
                sure |= (ulong)inside.ExtractMostSignificantBits() << part;
            }

            for (var left = passing & ~sure; left != 0; left &= left - 1)
            {
                var at = BitOperations.TrailingZeroCount(left);
                var value = _values[offset + (word * 64) + at];
                if (value < least || value > most)
                {
                    passing &= ~(1UL << at);
                }
            }

            bits[word] = passing;
        }
    }
}
