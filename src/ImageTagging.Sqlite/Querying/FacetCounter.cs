using ImageTagging.Indexing;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>Counts the values of a field over what a query found, exactly.</summary>
/// <remarks>
/// Of everything the totals answer. Else either the found records' own terms are counted, or the terms are walked from the
/// most used down: which of the two looks at less is told beforehand, from the totals and from some of the records. The walk
/// ends where a term's total falls under the count of the last place, and leaves a term as soon as what is left of it, or of
/// what was found, cannot bring it there any more. What some of the records hold most of is counted first, so that the last
/// place is known to need much from the beginning.
/// </remarks>
internal sealed class FacetCounter(IndexSnapshot snapshot, QueryCompiler compiler, CancellationToken cancellation)
{
    // What it costs to read one record's terms, and to go to one chunk of a term, in slots of a posting that are looked at.
    private const long Record = 2_000;
    private const long Chunk = 400;

    // So many records tell about how often the last place of the list is met.
    private const int Sampled = 256;

    /// <summary>The most frequent values, ties by name.</summary>
    public IReadOnlyList<TagCount> MostFrequent(SlotSet found, bool isUniverse, FacetField field, int? band, int size)
    {
        var level = Levels.OfBand(band);
        if (found.Count == 0 || size == 0)
        {
            return [];
        }

        var order = Order(field, level);
        var counts =
            isUniverse ? Totals(order, size)
            : IsNarrow(found, order, field, level, size, out var likely) ? CountRecords(found.ToSlots(), field, level)
            : Walk(found, order, likely, level, size);
        return Named(counts, size);
    }

    /// <summary>Values by name, strictly behind one.</summary>
    public IReadOnlyList<TagCount> ByName(SlotSet found, bool isUniverse, FacetField field, int? band, int size, string? after)
    {
        var level = Levels.OfBand(band);
        var counts = new List<TagCount>();
        var rows = snapshot
            .Database[
                after is null
                    ? "SELECT id, name FROM terms WHERE field = ? ORDER BY name"
                    : "SELECT id, name FROM terms WHERE field = ? AND name > ? ORDER BY name"
            ]
            .Bind(1, TermFields.Of(field));
        if (after is not null)
        {
            rows.BindText(2, after);
        }

        try
        {
            while (counts.Count < size && rows.Step())
            {
                if (Count(found, isUniverse, rows.Int32(0), level) is var count && count > 0)
                {
                    counts.Add(new(rows.Text(1), count));
                }
            }
        }
        finally
        {
            rows.Reset();
        }

        return counts;
    }

    private long Count(SlotSet found, bool isUniverse, int id, int level)
    {
        var total = Total(id, level);
        return isUniverse || total == 0 ? total : Count(found, id, level, total, least: 0);
    }

    // Exact where it is at least so much; else it may break off with less.
    private long Count(SlotSet found, int id, int level, long total, long least)
    {
        cancellation.ThrowIfCancellationRequested();
        var there = compiler.There(id);
        var gone = compiler.WithGone ? compiler.Gone(id) : null;
        if (gone is null && there.CountWhole(level, found) is var whole and >= 0)
        {
            return whole;
        }

        long count = 0;
        var left = total;
        var visited = 0;
        foreach (var (chunk, from) in found.FullestFirst())
        {
            if (count + Math.Min(left, from) < least)
            {
                break;
            }

            visited++;
            var bits = found.ToBits(chunk);
            count += there.CountIn(chunk, level, bits, out var held);
            left -= held;
            if (gone is not null)
            {
                count += gone.CountIn(chunk, level, bits, out held);
                left -= held;
            }
        }

        snapshot.Shared.Work.Counted(visited);
        return count;
    }

    private long Total(int id, int level)
    {
        var totals = snapshot.Totals;
        long there = totals.Of(TermFields.Term(id, isGone: false), level);
        return compiler.WithGone ? there + totals.Of(TermFields.Term(id, isGone: true), level) : there;
    }

    // Whether fewer steps count the records' own terms than walk the terms that may reach the list.
    private bool IsNarrow(SlotSet found, TermOrder order, FacetField field, int level, int size, out IReadOnlyList<int> likely)
    {
        likely = [];
        var records = found.Count * Record;
        if (records >= Steps(found, order, order.Count))
        {
            return false;
        }

        if (found.Count <= Sampled || order.Count <= size)
        {
            return true;
        }

        var sample = found.Sample(Sampled);
        var counts = CountRecords(sample, field, level);
        var most = counts.OrderByDescending(c => c.Count).Take(size).ToList();
        var last = most.Count < size ? 0 : most[^1].Count;
        likely = most.ConvertAll(c => c.Id);
        // Rather too few: what a sample holds most of is partly there by chance.
        var sure = Math.Max(0, last - (2 * Math.Sqrt(last)));
        return records < Steps(found, order, order.WithAtLeast((long)(sure * found.Count / sample.Count)));
    }

    private static long Steps(SlotSet found, TermOrder order, int terms) =>
        order.SumOf(terms) + (Chunk * Math.Min((long)terms * found.FullestFirst().Length, order.SumOf(terms)));

    private static List<(int Id, long Count)> Totals(TermOrder order, int size)
    {
        // An equal total may still win by its name.
        var most = order.Count <= size ? order.Count : order.WithAtLeast(order.Total(size - 1));
        return [.. Enumerable.Range(0, most).Select(i => (order.Id(i), order.Total(i)))];
    }

    private List<(int Id, long Count)> Walk(SlotSet found, TermOrder order, IReadOnlyList<int> likely, int level, int size)
    {
        var counts = new List<(int, long)>();
        var best = new PriorityQueue<long, long>();
        foreach (var id in likely)
        {
            Take(id, Total(id, level));
        }

        var taken = likely.ToHashSet();
        // An equal total may still win by its name.
        for (var i = 0; i < order.Count && order.Total(i) >= Least(); i++)
        {
            if (!taken.Contains(order.Id(i)))
            {
                Take(order.Id(i), order.Total(i));
            }
        }

        return counts;

        long Least() => best.Count == size ? best.Peek() : 1;

        void Take(int id, long total)
        {
            var least = Least();
            var count = Count(found, id, level, total, least);
            if (count < least)
            {
                return;
            }

            counts.Add((id, count));
            if (best.Count == size)
            {
                _ = best.EnqueueDequeue(count, count);
            }
            else
            {
                best.Enqueue(count, count);
            }
        }
    }

    private TermOrder Order(FacetField field, int level) =>
        compiler.WithGone
            ? TermOrder.Of(snapshot.Catalog.IdsOf(snapshot.Database, TermFields.Of(field)), id => Total(id, level))
            : snapshot.Totals.Order(snapshot, TermFields.Of(field), level);

    private List<(int Id, long Count)> CountRecords(IReadOnlyCollection<int> slots, FacetField field, int level)
    {
        var records = new RecordReader(snapshot.Database, snapshot.Shared);
        var isTag = field == FacetField.Tag;
        var counts = new Dictionary<int, long>();
        records.CountTerms(slots, isTag, Levels.Least(level), counts, cancellation);
        snapshot.Shared.Work.Read(slots.Count);
        var wanted = TermFields.Of(field);
        return
        [
            .. counts
                .Where(c => isTag || snapshot.Catalog.Entry(snapshot.Database, c.Key).Field == wanted)
                .Select(c => (c.Key, c.Value)),
        ];
    }

    private IReadOnlyList<TagCount> Named(List<(int Id, long Count)> counts, int size)
    {
        if (counts.Count > size)
        {
            var least = counts.Select(c => c.Count).OrderDescending().ElementAt(size - 1);
            counts.RemoveAll(c => c.Count < least);
        }

        return
        [
            .. counts
                .Select(c => new TagCount(snapshot.Catalog.Entry(snapshot.Database, c.Id).Name, c.Count))
                .Order(FacetOrder.Instance)
                .Take(size),
        ];
    }
}
