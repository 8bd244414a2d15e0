using System.Runtime.CompilerServices;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Querying;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Reads whole records by source and key: pages, each in its own short transaction.</summary>
internal sealed class WholeReader(ReadLane lane)
{
    private const int PageRows = 500;
    private const int Gathered = 2_000;

    public async IAsyncEnumerable<ImageRecord> ReadAsync(
        TagQuery? filter,
        ImageName? after,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var next = NextAsync(after, new(-1, Slots: null));
        try
        {
            while (true)
            {
                var (page, found) = await next.ConfigureAwait(false);
                var isLast = page.Count < PageRows;
                if (!isLast)
                {
                    // Read while the caller looks at this one.
                    next = NextAsync(page[^1].Name, found);
                }

                foreach (var record in page)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return record;
                }

                if (isLast)
                {
                    yield break;
                }
            }
        }
        finally
        {
            // Who stops early may close the index next.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<(List<ImageRecord> Page, Found Found)> NextAsync(ImageName? behind, Found known) =>
            lane.RunAsync(s => Page(s, filter, behind, known, cancellation), cancellation);
    }

    /// <summary>The slots that the filter finds, as a transaction left it.</summary>
    private sealed record Found(long Sequence, SlotSet? Slots);

    private static (List<ImageRecord> Page, Found Found) Page(
        IndexSnapshot snapshot,
        TagQuery? filter,
        ImageName? after,
        Found found,
        CancellationToken cancellation
    )
    {
        if (filter is not null && found.Sequence != snapshot.State.Sequence)
        {
            var compiler = new QueryCompiler(snapshot, QuerySemantics.MentionsGone(filter), cancellation);
            found = new(
                snapshot.State.Sequence,
                SlotSet.Evaluate(compiler.Compile(filter), compiler.Universe, snapshot.State.Chunks, cancellation)
            );
        }

        var records = new RecordReader(snapshot.Database, snapshot.Shared);
        if (found.Slots is null || found.Slots.Count > snapshot.State.Slots / 2)
        {
            // Most pass: names and records are read together.
            return (InNameOrder(snapshot, records, after, found.Slots, cancellation), found);
        }

        var names = new NameOrder(snapshot, cancellation);
        var slots =
            found.Slots.Count <= Gathered
                ? names.Gather(found.Slots.ToSlots(), after, PageRows)
                : names.Walk(found.Slots.Has, after, PageRows);
        return (slots.ConvertAll(records.BySlot), found);
    }

    private static List<ImageRecord> InNameOrder(
        IndexSnapshot snapshot,
        RecordReader records,
        ImageName? after,
        SlotSet? passing,
        CancellationToken cancellation
    )
    {
        var page = new List<ImageRecord>(PageRows);
        foreach (var source in KeyMatches.Sources(snapshot))
        {
            var name = snapshot.Shared.Sources.Name(snapshot.Database, source);
            var order = after is { } last ? KeyOrder.Compare(name, last.Source) : 1;
            if (order < 0)
            {
                continue;
            }

            foreach (
                var record in records.InKeyOrder(
                    source,
                    name,
                    order == 0 ? after!.Value.Key : null,
                    passing is null ? null : passing.Has
                )
            )
            {
                cancellation.ThrowIfCancellationRequested();
                page.Add(record);
                if (page.Count == PageRows)
                {
                    return page;
                }
            }
        }

        return page;
    }
}
