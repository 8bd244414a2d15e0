using System.Runtime.Intrinsics;

namespace ImageTagging.Sqlite.Reading;

/// <summary>A time (milliseconds) and a number of each slot, as one transaction left them. Immutable.</summary>
internal sealed class Columns(long sequence, long[][] blocks)
{
    private const int Slots = ColumnCache.BlockSlots;

    public long Sequence => sequence;

    public long Time(int slot) => blocks[slot / Slots][slot % Slots];

    public long Number(int slot) => blocks[slot / Slots][Slots + (slot % Slots)];

    /// <summary>The times, or the numbers, of slots that rise.</summary>
    public void Read(ReadOnlySpan<int> of, bool ofNumbers, Span<long> to)
    {
        var offset = ofNumbers ? Slots : 0;
        for (var i = 0; i < of.Length; )
        {
            var number = of[i] / Slots;
            var block = blocks[number];
            for (; i < of.Length && of[i] / Slots == number; i++)
            {
                to[i] = block[offset + (of[i] % Slots)];
            }
        }
    }

    public void CopyTo(long[][] to) => blocks.AsSpan(0, Math.Min(blocks.Length, to.Length)).CopyTo(to);

    /// <summary>The slots of a chunk whose numbers pass.</summary>
    public ulong[] Select(int chunk, Func<long, bool> passes)
    {
        var bits = new ulong[Postings.Bits.Words];
        var first = chunk * (Postings.Bits.Slots / Slots);
        for (var i = 0; i < Postings.Bits.Slots / Slots && first + i < blocks.Length; i++)
        {
            var numbers = blocks[first + i].AsSpan(Slots);
            for (var at = 0; at < numbers.Length; at++)
            {
                if (numbers[at] != 0 && passes(numbers[at]))
                {
                    Postings.Bits.Set(bits, (i * Slots) + at);
                }
            }
        }

        return bits;
    }

    /// <summary>The slots of a chunk whose times, or numbers, lie in a closed range.</summary>
    public ulong[] Select(int chunk, bool ofNumbers, long least, long most)
    {
        var bits = new ulong[Postings.Bits.Words];
        var (from, to) = (Vector256.Create(least), Vector256.Create(most));
        var first = chunk * (Postings.Bits.Slots / Slots);
        for (var i = 0; i < Postings.Bits.Slots / Slots && first + i < blocks.Length; i++)
        {
            var stored = blocks[first + i].AsSpan(ofNumbers ? Slots : 0, Slots);
            for (var word = 0; word < Slots / 64; word++)
            {
                var passing = 0UL;
                for (var part = 0; part < 64; part += Vector256<long>.Count)
                {
                    var some = Vector256.Create(stored.Slice((word * 64) + part, Vector256<long>.Count));
                    var passes = Vector256.GreaterThanOrEqual(some, from) & Vector256.LessThanOrEqual(some, to);
                    passing |= (ulong)passes.ExtractMostSignificantBits() << part;
                }

                bits[(i * (Slots / 64)) + word] = passing;
            }
        }

        return bits;
    }
}
