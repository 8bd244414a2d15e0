using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Querying;

/// <summary>The finds of a query: the slots of every chunk.</summary>
internal sealed class SlotSet
{
    private readonly ChunkSet[] _chunks;
    private readonly ulong[]?[] _bits;
    private (int Chunk, long From)[]? _fullestFirst;

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

    /// <summary>The chunks that hold any, those with the most first, each with how many slots it and those behind it hold.</summary>
    public (int Chunk, long From)[] FullestFirst()
    {
        if (_fullestFirst is null)
        {
            var order = Enumerable
                .Range(0, _chunks.Length)
                .Where(c => !_chunks[c].IsEmpty)
                .OrderByDescending(c => _chunks[c].Count)
                .Select(c => (c, 0L))
                .ToArray();
            var from = 0L;
            for (var i = order.Length - 1; i >= 0; i--)
            {
                order[i].Item2 = from += _chunks[order[i].c].Count;
            }

            _fullestFirst = order;
        }

        return _fullestFirst;
    }

    /// <summary>The chunk's slots as a bitmap, made once.</summary>
    public ulong[] ToBits(int chunk) => _bits[chunk] ??= _chunks[chunk].ToBits();

    public bool Has(int slot) => this[slot >> 16].Has(slot & 0xFFFF);

    /// <summary>Some of the slots, rising, at even distances from each other.</summary>
    public List<int> Sample(int most)
    {
        var slots = new List<int>(most);
        var lows = new ushort[Bits.Slots];
        var step = Math.Max(1, Count / most);
        var next = step / 2;
        var passed = 0L;
        for (var chunk = 0; chunk < _chunks.Length && slots.Count < most; chunk++)
        {
            var count = _chunks[chunk].Count;
            if (next < passed + count)
            {
                _chunks[chunk].CopyTo(lows);
                for (; next < passed + count && slots.Count < most; next += step)
                {
                    slots.Add(chunk << 16 | lows[next - passed]);
                }
            }

            passed += count;
        }

        return slots;
    }

    /// <summary>Every slot, rising.</summary>
    public int[] ToSlots()
    {
        var slots = new int[Count];
        var number = 0;
        for (var chunk = 0; chunk < _chunks.Length; chunk++)
        {
            number += _chunks[chunk].ToSlots(chunk, slots.AsSpan(number));
        }

        return slots;
    }
}
