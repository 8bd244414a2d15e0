using System.Buffers;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>The first hits by time, size or name; ties by source and key.</summary>
internal sealed class SortedHits(IndexSnapshot snapshot, SearchSort sort, SlotSet found, CancellationToken cancellation)
{
    // Its opposite is a number too.
    private const long Least = -long.MaxValue;

    private readonly NameOrder _names = new(snapshot, cancellation);
    private readonly Columns? _columns = sort switch
    {
        SearchSort.Name => null,
        SearchSort.TakenNewest or SearchSort.TakenOldest => snapshot.Shared.Photos.At(snapshot.Database, snapshot.State),
        _ => snapshot.Shared.Columns.At(snapshot.Database, snapshot.State),
    };

    /// <summary>The value that a slot is sorted by, rising from the first hit to the last.</summary>
    public long Value(int slot) => sort == SearchSort.Name ? 0 : Value(IsBySize ? _columns!.Number(slot) : _columns!.Time(slot));

    private bool IsFalling => sort is SearchSort.Newest or SearchSort.TakenNewest or SearchSort.Largest;

    private bool IsBySize => sort is SearchSort.Largest or SearchSort.Smallest;

    private long Value(long stored) =>
        sort switch
        {
            SearchSort.TakenNewest or SearchSort.TakenOldest when stored == PhotoColumns.NoTime => long.MaxValue,
            _ => IsFalling ? -stored : stored,
        };

    /// <summary>The first hits strictly behind a value and name.</summary>
    public List<int> First(int size, (long Value, ImageName Name)? after)
    {
        if (size == 0 || found.Count == 0)
        {
            return [];
        }

        if (sort == SearchSort.Name)
        {
            return _names.First(found.Count, found.ToSlots, found.Has, after?.Name, size);
        }

        var (slots, values) = (ArrayPool<int>.Shared.Rent(Bits.Slots), ArrayPool<long>.Shared.Rent(Bits.Slots));
        try
        {
            return First(size, after, slots, values);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(slots);
            ArrayPool<long>.Shared.Return(values);
        }
    }

    private List<int> First(int size, (long Value, ImageName Name)? after, int[] slots, long[] values)
    {
        // The last on top.
        var best = new PriorityQueue<int, long>(Comparer<long>.Create((x, y) => y.CompareTo(x)));
        var behind = after?.Value;
        var (ties, number, most) = (new List<int>(), 0L, NameOrder.MostGathered(snapshot, size));
        // The value of the last of them once they are enough, and the least value that then was passed by.
        var (end, passedBy) = (long.MaxValue, long.MaxValue);
        for (var chunk = 0; chunk < found.Chunks; chunk++)
        {
            var count = Read(chunk, Math.Max(behind ?? Least, Least), end, slots, values);
            for (var i = 0; i < count; i++)
            {
                var value = values[i];
                if (value <= behind)
                {
                    if (value == behind && number++ < most)
                    {
                        ties.Add(slots[i]);
                    }

                    continue;
                }

                if (best.Count < size)
                {
                    best.Enqueue(slots[i], value);
                }
                else if (value >= end)
                {
                    passedBy = Math.Min(passedBy, value);
                    continue;
                }
                else
                {
                    _ = best.DequeueEnqueue(slots[i], value);
                    passedBy = Math.Min(passedBy, end);
                }

                if (best.Count == size)
                {
                    _ = best.TryPeek(out _, out end);
                }
            }
        }

        var hits = after is { } last
            ? _names.First(number, () => ties, s => found.Has(s) && Value(s) == last.Value, last.Name, size)
            : [];
        // Those of one value by their names. Of the last value some may have been passed by, and all are looked for.
        foreach (var group in best.UnorderedItems.GroupBy(b => b.Priority, b => b.Element).OrderBy(g => g.Key))
        {
            var room = size - hits.Count;
            if (room == 0)
            {
                break;
            }

            hits.AddRange(
                group.Key == end && passedBy <= end
                    ? Ties(end, room, slots, values)
                    : _names.Gather([.. group], after: null, room)
            );
        }

        return hits;
    }

    private List<int> Ties(long value, int take, int[] slots, long[] values)
    {
        var ties = new List<int>();
        var (most, number) = (NameOrder.MostGathered(snapshot, take), 0L);
        for (var chunk = 0; chunk < found.Chunks; chunk++)
        {
            var count = Read(chunk, value, value, slots, values);
            for (var i = values.AsSpan(0, count).IndexOf(value); i >= 0 && i < count; i++)
            {
                if (values[i] == value && number++ < most)
                {
                    ties.Add(slots[i]);
                }
            }
        }

        return _names.First(number, () => ties, s => found.Has(s) && Value(s) == value, after: null, take);
    }

    // The chunk's slots, rising, and what each is sorted by; of many only those within the closed range.
    private int Read(int chunk, long least, long most, int[] slots, long[] values)
    {
        cancellation.ThrowIfCancellationRequested();
        var set = found[chunk];
        // What is not known comes last in both orders, so that only a range without the last is one of what is stored.
        if (set.Bits is not null && most < long.MaxValue)
        {
            var (from, to) = IsFalling ? (-most, -least) : (least, most);
            set = ChunkSet.And(set, new(_columns!.Select(chunk, IsBySize, from, to)));
        }

        var count = set.ToSlots(chunk, slots);
        _columns!.Read(slots.AsSpan(0, count), IsBySize, values);
        switch (sort)
        {
            case SearchSort.TakenNewest or SearchSort.TakenOldest:
                for (var i = 0; i < count; i++)
                {
                    values[i] = Value(values[i]);
                }

                break;
            case SearchSort.Newest or SearchSort.Largest:
                for (var i = 0; i < count; i++)
                {
                    values[i] = -values[i];
                }

                break;
        }

        return count;
    }
}
