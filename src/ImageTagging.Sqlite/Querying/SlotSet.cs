using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Querying;

/// <summary>What a query found: the slots of every chunk.</summary>
internal sealed class SlotSet
{
    private readonly ChunkSet[] _chunks;
    private readonly ulong[]?[] _bits;

    private SlotSet(ChunkSet[] chunks)
    {
        (_chunks, _bits) = (chunks, new ulong[chunks.Length][]);
        foreach (var chunk in chunks)
        {
            Count += chunk.Count;
        }
    }

    public long Count { get; private init; }

    public int Chunks => _chunks.Length;

    public ChunkSet this[int chunk] => chunk < _chunks.Length ? _chunks[chunk] : default;

    public static SlotSet Evaluate(QueryNode node, QueryNode universe, int chunks, CancellationToken cancellation)
    {
        var sets = new ChunkSet[chunks];
        var isWithin = node.IsWithin;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            sets[chunk] = isWithin ? node.Evaluate(chunk) : ChunkSet.And(node.Evaluate(chunk), universe.Evaluate(chunk));
        }

        return new(sets);
    }

    /// <summary>Slots by chunk, as bitmaps; null for a chunk without any.</summary>
    public static SlotSet Of(ulong[]?[] bits) => new([.. bits.Select(b => b is null ? default : new ChunkSet(b))]);

    public static SlotSet And(SlotSet left, SlotSet right)
    {
        var sets = new ChunkSet[left.Chunks];
        for (var chunk = 0; chunk < sets.Length; chunk++)
        {
            sets[chunk] = ChunkSet.And(left[chunk], right[chunk]);
        }

        return new(sets);
    }

    /// <summary>The chunk's slots as a bitmap, made once.</summary>
    public ulong[] ToBits(int chunk) => _bits[chunk] ??= _chunks[chunk].ToBits();

    public bool Has(int slot) => this[slot >> 16].Has(slot & 0xFFFF);

    /// <summary>Every slot, rising.</summary>
    public int[] ToSlots()
    {
        var slots = new int[Count];
        var lows = new ushort[Bits.Slots];
        var number = 0;
        for (var chunk = 0; chunk < _chunks.Length; chunk++)
        {
            var some = lows.AsSpan(0, _chunks[chunk].Count);
            _chunks[chunk].CopyTo(some);
            foreach (var low in some)
            {
                slots[number++] = chunk << 16 | low;
            }
        }

        return slots;
    }
}
