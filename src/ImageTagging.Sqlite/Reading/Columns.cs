namespace ImageTagging.Sqlite.Reading;

/// <summary>A time (milliseconds) and a number of each slot, as one transaction left them. Immutable.</summary>
internal sealed class Columns(long sequence, ColumnBlock[] blocks)
{
    private const int Slots = ColumnCache.BlockSlots;

    public long Sequence => sequence;

    public long Time(int slot) => blocks[slot / Slots].Time(slot % Slots);

    public long Number(int slot) => blocks[slot / Slots].Number(slot % Slots);

    /// <summary>The times, or the numbers, of slots that rise.</summary>
    public void Read(ReadOnlySpan<int> of, bool ofNumbers, Span<long> to)
    {
        for (var i = 0; i < of.Length; )
        {
            var number = of[i] / Slots;
            var block = blocks[number];
            for (; i < of.Length && of[i] / Slots == number; i++)
            {
                to[i] = ofNumbers ? block.Number(of[i] % Slots) : block.Time(of[i] % Slots);
            }
        }
    }

    public void CopyTo(ColumnBlock[] to) => blocks.AsSpan(0, Math.Min(blocks.Length, to.Length)).CopyTo(to);

    /// <summary>The slots of a chunk whose numbers pass.</summary>
    public ulong[] Select(int chunk, Func<long, bool> passes)
    {
        var bits = new ulong[Postings.Bits.Words];
        var first = chunk * (Postings.Bits.Slots / Slots);
        for (var i = 0; i < Postings.Bits.Slots / Slots && first + i < blocks.Length; i++)
        {
            var numbers = blocks[first + i].Numbers;
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
        var first = chunk * (Postings.Bits.Slots / Slots);
        for (var i = 0; i < Postings.Bits.Slots / Slots && first + i < blocks.Length; i++)
        {
            blocks[first + i].Select(ofNumbers, least, most, bits.AsSpan(i * (Slots / 64), Slots / 64));
        }

        return bits;
    }
}
