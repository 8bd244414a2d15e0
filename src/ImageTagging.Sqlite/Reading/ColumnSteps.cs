using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ImageTagging.Sqlite.Reading;

/// <summary>The times and numbers of 4,096 slots once more, in two bytes each. Immutable.</summary>
/// <remarks>
/// Of ten million slots the values are 160 MB, which a search would fetch from memory to compare each with the ends of a range. The
/// small ones are read straight on, and decide all but those that lie at an end.
/// </remarks>
internal sealed class ColumnSteps
{
    /// <summary>Slots of one piece: large, so that it is read straight on; small, so that a change copies little.</summary>
    public const int Slots = 4_096;

    private const int BlockSlots = ColumnCache.BlockSlots;

    // Steps of 18.6 hours from 1935 to 2074; what lies before or behind is of the first or last step.
    private const int TimeShift = 26;
    private const long TimeSteps = 16_384;

    private readonly short[] _steps;

    private ColumnSteps(short[] steps) => _steps = steps;

    /// <summary>Of slots to which nothing was ever written.</summary>
    public static ColumnSteps Empty { get; } = new(OfNothing());

    /// <summary>The same with other values in some blocks, given by their place in the piece.</summary>
    public ColumnSteps With(IEnumerable<(int At, long[] Values)> changed)
    {
        var steps = _steps.AsSpan().ToArray();
        foreach (var (at, values) in changed)
        {
            for (var i = 0; i < BlockSlots; i++)
            {
                steps[(at * BlockSlots) + i] = StepOf(values[i], ofNumbers: false);
                steps[Slots + (at * BlockSlots) + i] = StepOf(values[BlockSlots + i], ofNumbers: true);
            }
        }

        return new(steps);
    }

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

    /// <summary>The step of a slot's time or number.</summary>
    public short Step(int at, bool ofNumbers) => _steps[(ofNumbers ? Slots : 0) + at];

    /// <summary>The bits of those slots among some whose times, or numbers, lie in a closed range, 64 to a word.</summary>
    public void Select(
        bool ofNumbers,
        long least,
        long most,
        ReadOnlySpan<ulong> among,
        ReadOnlySpan<long[]> blocks,
        Span<ulong> bits
    )
    {
        var (from, to) = (Vector256.Create(StepOf(least, ofNumbers)), Vector256.Create(StepOf(most, ofNumbers)));
        var steps = MemoryMarshal.Cast<short, Vector256<short>>(_steps.AsSpan(ofNumbers ? Slots : 0, Slots));
        for (var word = 0; word < bits.Length; word++)
        {
            bits[word] = 0;
            if (among[word] == 0)
            {
                continue;
            }

            var some = steps.Slice(word * 4, 4);
            var (a, b, c, d) = (Within(some[0]), Within(some[1]), Within(some[2]), Within(some[3]));
            // Mostly none: a page deep in a result, a day of many years.
            if ((a | b | c | d) == Vector256<short>.Zero)
            {
                continue;
            }

            var passing = Mask(a, b, c, d) & among[word];
            var unsure = passing & Mask(AtEnd(some[0]), AtEnd(some[1]), AtEnd(some[2]), AtEnd(some[3]));
            for (; unsure != 0; unsure &= unsure - 1)
            {
                var slot = (word * 64) + BitOperations.TrailingZeroCount(unsure);
                var value = blocks[slot / BlockSlots][(ofNumbers ? BlockSlots : 0) + (slot % BlockSlots)];
                if (value < least || value > most)
                {
                    passing &= ~(1UL << (slot % 64));
                }
            }

            bits[word] = passing;
        }

        Vector256<short> Within(Vector256<short> steps) =>
            Vector256.GreaterThanOrEqual(steps, from) & Vector256.LessThanOrEqual(steps, to);

        Vector256<short> AtEnd(Vector256<short> steps) => Vector256.Equals(steps, from) | Vector256.Equals(steps, to);
    }

    private static ulong Mask(Vector256<short> a, Vector256<short> b, Vector256<short> c, Vector256<short> d) =>
        a.ExtractMostSignificantBits()
        | ((ulong)b.ExtractMostSignificantBits() << 16)
        | ((ulong)c.ExtractMostSignificantBits() << 32)
        | ((ulong)d.ExtractMostSignificantBits() << 48);

    private static short[] OfNothing()
    {
        var steps = new short[2 * Slots];
        steps.AsSpan(0, Slots).Fill(StepOf(long.MinValue, ofNumbers: false));
        steps.AsSpan(Slots).Fill(StepOf(0, ofNumbers: true));
        return steps;
    }
}
