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

    private bool IsByTaken => sort is SearchSort.TakenNewest or SearchSort.TakenOldest;

    private long Value(long stored) =>
        IsByTaken && stored == PhotoColumns.NoTime ? long.MaxValue
        : IsFalling ? -stored
        : stored;

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
        var bits = ArrayPool<ulong>.Shared.Rent(Bits.Words);
        try
        {
            return First(size, after, slots, values, bits.AsSpan(0, Bits.Words));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(slots);
            ArrayPool<long>.Shared.Return(values);
            ArrayPool<ulong>.Shared.Return(bits);
        }
    }

    private List<int> First(int size, (long Value, ImageName Name)? after, int[] slots, long[] values, Span<ulong> bits)
    {
        // The last on top.
        var best = new PriorityQueue<int, long>(Comparer<long>.Create((x, y) => y.CompareTo(x)));
        var behind = after?.Value;
        var most = NameOrder.MostGathered(snapshot, size);
        // Those of the value that the page before ended with, and those that the last of the best share theirs with.
        var (before, beside) = (new Ties(most), new Ties(most));
        // The value of the last of them once they are enough.
        var end = long.MaxValue;
        // Behind the last value nothing lies but its own ties, and of many of them it is enough to know that they are many.
        for (var chunk = 0; chunk < found.Chunks && !(behind == long.MaxValue && before.Count > most); chunk++)
        {
            var count = Read(chunk, Math.Max(behind ?? Least, Least), end, slots, values, bits);
            for (var i = 0; i < count; i++)
            {
                var (slot, value) = (slots[i], values[i]);
                if (value <= behind)
                {
                    if (value == behind)
                    {
                        before.Add(slot);
                    }
                }
                else if (best.Count < size)
                {
                    best.Enqueue(slot, value);
                    if (best.Count == size)
                    {
                        _ = best.TryPeek(out _, out end);
                    }
                }
                else if (value == end)
                {
                    beside.Add(slot);
                }
                else if (value < end)
                {
                    var last = best.DequeueEnqueue(slot, value);
                    _ = best.TryPeek(out _, out var now);
                    if (now == end)
                    {
                        beside.Add(last);
                    }
                    else
                    {
                        beside.Clear();
                        end = now;
                    }
                }
            }
        }

        var hits = after is { } page
            ? _names.First(before.Count, () => before.Slots, s => found.Has(s) && Value(s) == page.Value, page.Name, size)
            : [];
        // Those of one value by their names.
        foreach (var group in best.UnorderedItems.GroupBy(b => b.Priority, b => b.Element).OrderBy(g => g.Key))
        {
            var room = size - hits.Count;
            if (room == 0)
            {
                break;
            }

            List<int> some = [.. group];
            hits.AddRange(
                group.Key == end && beside.Count > 0
                    ? _names.First(
                        some.Count + beside.Count,
                        () => [.. some, .. beside.Slots],
                        s => found.Has(s) && Value(s) == end,
                        after: null,
                        room
                    )
                    : _names.Gather(some, after: null, room)
            );
        }

        return hits;
    }

    // The chunk's slots, rising, and what each is sorted by; of many only those within the closed range.
    private int Read(int chunk, long least, long most, int[] slots, long[] values, Span<ulong> bits)
    {
        cancellation.ThrowIfCancellationRequested();
        var set = found[chunk];
        var count = set.Count;
        if (count == 0 || Range(least, most) is not var (from, to))
        {
            _ = set.ToSlots(chunk, slots);
        }
        else if (set.Bits is { } among)
        {
            _columns!.Select(chunk, IsBySize, from, to, among, bits);
            count = Bits.ToSlots(bits, chunk << 16, slots);
        }
        else
        {
            count = _columns!.Keep(slots.AsSpan(0, set.ToSlots(chunk, slots)), IsBySize, from, to);
        }

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

    // The range of what is stored; null where it is none, since what is not known comes last in both orders.
    private (long From, long To)? Range(long least, long most) =>
        most < long.MaxValue
            ? IsFalling
                ? (-most, -least)
                : (least, most)
            : least == long.MaxValue && IsByTaken
                ? (PhotoColumns.NoTime, PhotoColumns.NoTime)
                : null;

    /// <summary>Slots of one value: how many there are, and which, as long as their names would be read one by one.</summary>
    private sealed class Ties(long most)
    {
        public List<int> Slots { get; } = [];

        public long Count { get; private set; }

        public void Add(int slot)
        {
            if (Count++ < most)
            {
                Slots.Add(slot);
            }
        }

        public void Clear()
        {
            Slots.Clear();
            Count = 0;
        }
    }
}
