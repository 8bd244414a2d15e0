using ImageTagging.AspNetCore.Hosting;

namespace ImageTagging.AspNetCore.Duplicates;

/// <summary>
/// Keeps the groups of the query that was asked last, so that a list is worked out once however many of its pages are shown. What is
/// written here makes them anew at once, what others write after a minute.
/// </summary>
internal sealed class KeptGroups(ITagIndex index, Freshness freshness, TimeProvider time)
{
    private static readonly TimeSpan s_maxAge = TimeSpan.FromMinutes(1);

    private Kept? _kept;

    /// <summary>The groups of a query.</summary>
    public async ValueTask<IReadOnlyList<DuplicateGroup>> FindAsync(TagQuery query, CancellationToken cancellationToken)
    {
        // Before anything is read: what is written meanwhile makes it stale.
        var (writes, started) = (freshness.Writes, time.GetTimestamp());
        if (
            Volatile.Read(ref _kept) is { } kept
            && kept.Writes == writes
            && kept.Query == query
            && time.GetElapsedTime(kept.Started) < s_maxAge
        )
        {
            return kept.Groups;
        }

        var groups = await new DuplicateFinder(index).FindAsync(new() { Query = query }, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _kept, new(query, writes, started, groups));
        return groups;
    }

    private sealed record Kept(TagQuery Query, long Writes, long Started, IReadOnlyList<DuplicateGroup> Groups);
}
