namespace ImageTagging.Sqlite.Postings;

/// <summary>Makes a segment of changes that come by term and slot, rising.</summary>
internal sealed class SegmentBuilder(int capacity)
{
    private readonly List<int> _terms = [];
    private readonly List<int> _starts = [0];
    private int[] _slots = new int[capacity];
    private short[] _values = new short[capacity];
    private int _count;

    /// <summary>Adds a change of the term that <see cref="EndTerm"/> will name.</summary>
    public void Add(int slot, short value)
    {
        if (_count == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(16, _count * 2));
            Array.Resize(ref _values, _slots.Length);
        }

        _slots[_count] = slot;
        _values[_count++] = value;
    }

    public void EndTerm(int term)
    {
        if (_count > _starts[^1])
        {
            _terms.Add(term);
            _starts.Add(_count);
        }
    }

    public void AddTerm(
        int term,
        ChangeSegment older,
        (int Start, int End) before,
        ChangeSegment newer,
        (int Start, int End) after
    )
    {
        var (o, n) = (before.Start, after.Start);
        while (o < before.End || n < after.End)
        {
            var oldSlot = o < before.End ? older.Slots[o] : int.MaxValue;
            var newSlot = n < after.End ? newer.Slots[n] : int.MaxValue;
            if (newSlot <= oldSlot)
            {
                Add(newSlot, newer.Values[n++]);
                o += newSlot == oldSlot ? 1 : 0;
            }
            else
            {
                Add(oldSlot, older.Values[o++]);
            }
        }

        EndTerm(term);
    }

    public ChangeSegment ToSegment(long from, long to)
    {
        Array.Resize(ref _slots, _count);
        Array.Resize(ref _values, _count);
        return new(from, to, [.. _terms], [.. _starts], _slots, _values);
    }
}
