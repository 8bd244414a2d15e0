namespace ImageTagging.Sqlite.Postings;

/// <summary>Collects the changes of one write transaction, in any order.</summary>
internal sealed class ChangeList
{
    private readonly List<long> _keys = [];
    private readonly List<int> _values = [];

    public int Count => _keys.Count;

    /// <summary>A slot's old and new state for a term: a confidence in hundredths, or -1 where it does not have the term.</summary>
    public void Add(int term, int slot, int before, int after)
    {
        _keys.Add((long)term << 32 | (uint)slot);
        _values.Add((before < 0 ? -1 : Levels.Of(before)) << 16 | (ushort)(short)after);
    }

    public void Clear()
    {
        _keys.Clear();
        _values.Clear();
    }

    /// <summary>The changes as a batch. A slot changes each term once at the most.</summary>
    public ChangeBatch ToBatch(long sequence)
    {
        long[] keys = [.. _keys];
        int[] values = [.. _values];
        Array.Sort(keys, values);
        var changes = new SegmentBuilder(keys.Length);
        var levels = new sbyte[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            changes.Add((int)(uint)keys[i], (short)values[i]);
            levels[i] = (sbyte)(values[i] >> 16);
            if (i + 1 == keys.Length || keys[i + 1] >> 32 != keys[i] >> 32)
            {
                changes.EndTerm((int)(keys[i] >> 32));
            }
        }

        return new(sequence, changes.ToSegment(sequence - 1, sequence), levels);
    }
}
