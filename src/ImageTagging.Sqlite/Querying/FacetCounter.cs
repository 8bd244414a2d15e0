using System.Runtime.InteropServices;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>Counts the values of a field over what a query found, exactly.</summary>
/// <remarks>
/// Of everything the totals answer. A narrow result's own records are counted; for a broad one the terms are walked from the
/// most used down, until a term's total falls under the count of the last place.
/// </remarks>
internal sealed class FacetCounter(IndexSnapshot snapshot, QueryCompiler compiler, CancellationToken cancellation)
{
    private const int Narrow = 2_000;

    /// <summary>The most frequent values, ties by name.</summary>
    public IReadOnlyList<TagCount> MostFrequent(SlotSet found, bool isUniverse, FacetField field, int? band, int size)
    {
        var level = Levels.OfBand(band);
        if (found.Count == 0)
        {
            return [];
        }

        return !isUniverse && found.Count <= Narrow
            ? Named(CountRecords(found, field, level), size)
            : Named(Walk(found, isUniverse, field, level, size), size);
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
        cancellation.ThrowIfCancellationRequested();
        var total = Total(id, level);
        if (isUniverse || total == 0)
        {
            return total;
        }

        var count = CountIn(compiler.There(id), found, level);
        return compiler.WithGone ? count + CountIn(compiler.Gone(id), found, level) : count;
    }

    private static long CountIn(TermView view, SlotSet found, int level)
    {
        long count = 0;
        for (var chunk = 0; chunk < found.Chunks; chunk++)
        {
            if (!found[chunk].IsEmpty)
            {
                count += view.CountIn(chunk, level, found.ToBits(chunk));
            }
        }

        return count;
    }

    private long Total(int id, int level)
    {
        var totals = snapshot.Totals;
        long there = totals.Of(TermFields.Term(id, isGone: false), level);
        return compiler.WithGone ? there + totals.Of(TermFields.Term(id, isGone: true), level) : there;
    }

    private List<(int Id, long Count)> Walk(SlotSet found, bool isUniverse, FacetField field, int level, int size)
    {
        var counts = new List<(int, long)>();
        var best = new PriorityQueue<long, long>();
        foreach (var id in Order(field, level))
        {
            // An equal total may still win by its name.
            if (best.Count == size && Total(id, level) < best.Peek())
            {
                break;
            }

            var count = Count(found, isUniverse, id, level);
            if (count == 0 || (best.Count == size && count < best.Peek()))
            {
                continue;
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

        return counts;
    }

    private int[] Order(FacetField field, int level)
    {
        if (!compiler.WithGone)
        {
            return snapshot.Totals.Order(snapshot, TermFields.Of(field), level);
        }

        var ids = snapshot.Catalog.IdsOf(snapshot.Database, TermFields.Of(field)).ToArray();
        var totals = ids.Select(id => -Total(id, level)).ToArray();
        Array.Sort(totals, ids);
        return ids;
    }

    private List<(int Id, long Count)> CountRecords(SlotSet found, FacetField field, int level)
    {
        var records = new RecordReader(snapshot.Database, snapshot.Shared);
        var isTag = field == FacetField.Tag;
        var least = Levels.Least(level);
        var counts = new Dictionary<int, long>();
        foreach (var slot in found.ToSlots())
        {
            cancellation.ThrowIfCancellationRequested();
            var facts = records.FactsOf(slot);
            var tags = facts.Confidences.Length;
            for (var i = isTag ? 0 : tags; i < (isTag ? tags : facts.Ids.Length); i++)
            {
                if (!isTag || facts.Confidences[i] >= least)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, facts.Ids[i], out _)++;
                }
            }
        }

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
                .OrderByDescending(c => c.Count)
                .ThenBy(c => c.Value, KeyOrder.Instance)
                .Take(size),
        ];
    }
}
