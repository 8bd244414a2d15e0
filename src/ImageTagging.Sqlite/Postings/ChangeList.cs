namespace ImageTagging.Sqlite.Postings;

/// <summary>Collects the changes of one write transaction, in any order; used again for the next.</summary>
internal sealed class ChangeList
{
    private long[] _keys = new long[1024];
    private int[] _values = new int[1024];

    public int Count { get; private set; }

    /// <summary>A slot's old and new state for a term: a confidence in hundredths, or -1 where it does not have the term.</summary>
    public void Add(int term, int slot, int before, int after)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }

        _keys[Count] = (long)term << 32 | (uint)slot;
        _values[Count++] = (before < 0 ? -1 : Levels.Of(before)) << 16 | (ushort)(short)after;
    }

    public void Clear() => Count = 0;

    /// <summary>The changes as a batch. A slot changes each term once at the most.</summary>
    public ChangeBatch ToBatch(long sequence)
    {
        Array.Sort(_keys, _values, 0, Count);
        var number = 0;
        for (var i = 0; i < Count; i++)
        {
            number += i == 0 || _keys[i] >> 32 != _keys[i - 1] >> 32 ? 1 : 0;
        }

        var (terms, starts) = (new int[number], new int[number + 1]);
        var (slots, values, levels) = (new int[Count], new short[Count], new sbyte[Count]);
        number = 0;
        for (var i = 0; i < Count; i++)
        {
            if (i == 0 || _keys[i] >> 32 != _keys[i - 1] >> 32)
            {
                terms[number] = (int)(_keys[i] >> 32);
                starts[number++] = i;
            }

            slots[i] = (int)(uint)_keys[i];
            values[i] = (short)_values[i];
            levels[i] = (sbyte)(_values[i] >> 16);
        }

        starts[number] = Count;
        return new(sequence, new(sequence - 1, sequence, terms, starts, slots, values), levels);
    }
}
