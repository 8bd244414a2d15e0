using System.Text;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>The first slots by source and key: of few by their names, of many by walking the names in order.</summary>
internal sealed class NameOrder(IndexSnapshot snapshot, CancellationToken cancellation)
{
    // A name read by its slot costs about as much as two of a walk.
    private const int AlwaysGathered = 1_000;

    private readonly RecordReader _records = new(snapshot.Database, snapshot.Shared);

    /// <summary>The first slots that pass, strictly behind a name.</summary>
    /// <param name="count">How many pass.</param>
    /// <param name="slots">The slots that pass, in any order; asked for where they are at most <see cref="MostGathered"/>.</param>
    /// <param name="passes">Whether a slot is one of them.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="take">How many.</param>
    public List<int> First(long count, Func<IReadOnlyList<int>> slots, Func<int, bool> passes, ImageName? after, int take) =>
        take == 0 || count == 0 ? []
        : count <= MostGathered(snapshot, take) ? Gather(slots(), after, take)
        : Walk(passes, after, take);

    /// <summary>Of so many slots the names are read; of more they are met sooner on a walk.</summary>
    public static long MostGathered(IndexSnapshot snapshot, int take) =>
        Math.Max(AlwaysGathered, (long)Math.Sqrt((double)snapshot.State.Slots * take / 2));

    /// <summary>Slots by their names.</summary>
    public List<int> Gather(IReadOnlyList<int> slots, ImageName? after, int take)
    {
        var named = new List<(ImageName Name, int Slot)>(slots.Count);
        foreach (var slot in slots)
        {
            cancellation.ThrowIfCancellationRequested();
            var name = _records.NameOf(slot);
            if (after is null || name > after)
            {
                named.Add((name, slot));
            }
        }

        named.Sort((x, y) => x.Name.CompareTo(y.Name));
        return [.. named.Take(take).Select(n => n.Slot)];
    }

    /// <summary>The first slots that pass, by walking the names in order from behind one.</summary>
    public List<int> Walk(Func<int, bool> passes, ImageName? after, int take)
    {
        var found = new List<int>(take);
        foreach (var source in KeyMatches.Sources(snapshot))
        {
            var name = snapshot.Shared.Sources.Name(snapshot.Database, source);
            var order = after is { } last ? KeyOrder.Compare(name, last.Source) : 1;
            if (order < 0)
            {
                continue;
            }

            WalkSource(source, order == 0 ? Encoding.UTF8.GetBytes(after!.Value.Key) : null, passes, found, take);
            if (found.Count == take)
            {
                break;
            }
        }

        return found;
    }

    private void WalkSource(int source, byte[]? behind, Func<int, bool> passes, List<int> found, int take)
    {
        var rows = snapshot
            .Database[
                behind is null
                    ? "SELECT slot FROM keys WHERE source = ? ORDER BY key"
                    : "SELECT slot FROM keys WHERE source = ? AND key > ? ORDER BY key"
            ]
            .Bind(1, source);
        if (behind is not null)
        {
            rows.BindText(2, behind);
        }

        try
        {
            for (var number = 0; found.Count < take && rows.Step(); number++)
            {
                if ((number & 0xFFF) == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                if (passes(rows.Int32(0)))
                {
                    found.Add(rows.Int32(0));
                }
            }
        }
        finally
        {
            rows.Reset();
        }
    }
}
