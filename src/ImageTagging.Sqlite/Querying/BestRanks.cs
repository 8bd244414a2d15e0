namespace ImageTagging.Sqlite.Querying;

/// <summary>The first slots by rank strictly behind a rank and slot, of those that are offered in any order.</summary>
internal sealed class BestRanks(int size, (long Rank, int Slot)? after)
{
    // The last on top.
    private readonly PriorityQueue<(int Slot, long Rank), (long Rank, int Slot)> _best = new(
        Comparer<(long Rank, int Slot)>.Create((x, y) => y.CompareTo(x))
    );

    /// <summary>The rank of the last one, once there are as many as are wanted.</summary>
    public long? Last => _best.Count == size ? _best.Peek().Rank : null;

    public void Offer(long rank, int slot)
    {
        var place = (rank, slot);
        if (after is { } end && place.CompareTo(end) <= 0)
        {
            return;
        }

        if (_best.Count < size)
        {
            _best.Enqueue((slot, rank), place);
        }
        else if (_best.TryPeek(out _, out var last) && place.CompareTo(last) < 0)
        {
            _ = _best.DequeueEnqueue((slot, rank), place);
        }
    }

    /// <summary>They, in order; nothing is left.</summary>
    public List<(int Slot, long Rank)> ToList()
    {
        var list = new List<(int, long)>(_best.Count);
        while (_best.TryDequeue(out var next, out _))
        {
            list.Add(next);
        }

        list.Reverse();
        return list;
    }
}
