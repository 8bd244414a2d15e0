using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>The first hits by time, size or name; ties by source and key.</summary>
internal sealed class SortedHits(IndexSnapshot snapshot, SearchSort sort, SlotSet found, CancellationToken cancellation)
{
    private readonly NameOrder _names = new(snapshot, cancellation);
    private readonly Columns? _columns = sort switch
    {
        SearchSort.Name => null,
        SearchSort.TakenNewest or SearchSort.TakenOldest => snapshot.Shared.Photos.At(snapshot.Database, snapshot.State),
        _ => snapshot.Shared.Columns.At(snapshot.Database, snapshot.State),
    };

    /// <summary>What a slot is sorted by, rising from the first hit to the last.</summary>
    public long Value(int slot) =>
        sort switch
        {
            SearchSort.Newest => -_columns!.Time(slot),
            SearchSort.Oldest => _columns!.Time(slot),
            SearchSort.Largest => -_columns!.Number(slot),
            SearchSort.Smallest => _columns!.Number(slot),
            SearchSort.TakenNewest or SearchSort.TakenOldest when _columns!.Time(slot) == PhotoColumns.NoTime => long.MaxValue,
            SearchSort.TakenNewest => -_columns!.Time(slot),
            SearchSort.TakenOldest => _columns!.Time(slot),
            _ => 0,
        };

    /// <summary>The first hits strictly behind a value and name.</summary>
    public List<int> First(int size, (long Value, ImageName Name)? after)
    {
        if (size == 0 || found.Count == 0)
        {
            return [];
        }

        var slots = found.ToSlots();
        if (sort == SearchSort.Name)
        {
            return _names.First(slots, found.Has, after?.Name, size);
        }

        var hits = new List<int>(size);
        if (after is { } last)
        {
            hits.AddRange(Ties(slots, last.Value, last.Name, size));
        }

        var least = after?.Value ?? long.MinValue;
        var isFirst = after is null;
        if (hits.Count < size)
        {
            AddBehind(slots, v => isFirst || v > least, hits, size);
        }

        return hits;
    }

    private void AddBehind(int[] slots, Func<long, bool> isBehind, List<int> hits, int size)
    {
        var best = new PriorityQueue<long, long>(Comparer<long>.Create((x, y) => y.CompareTo(x)));
        var wanted = size - hits.Count;
        foreach (var slot in slots)
        {
            var value = Value(slot);
            if (!isBehind(value) || (best.Count == wanted && value >= best.Peek()))
            {
                continue;
            }

            if (best.Count == wanted)
            {
                _ = best.DequeueEnqueue(value, value);
            }
            else
            {
                best.Enqueue(value, value);
            }
        }

        if (best.Count == 0)
        {
            return;
        }

        // All under the last value, then as many of its ties as there is room for.
        var end = best.Peek();
        var under = slots.Where(s => Value(s) is var v && v < end && isBehind(v)).GroupBy(Value).OrderBy(g => g.Key);
        foreach (var group in under)
        {
            hits.AddRange(_names.Gather([.. group], after: null, int.MaxValue));
        }

        hits.AddRange(Ties(slots, end, after: null, size - hits.Count));
    }

    private List<int> Ties(int[] slots, long value, ImageName? after, int take) =>
        _names.First([.. slots.Where(s => Value(s) == value)], s => found.Has(s) && Value(s) == value, after, take);
}
