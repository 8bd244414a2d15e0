using System.Runtime.CompilerServices;

namespace ImageTagging.Planning;

/// <summary>
/// Decides in one pass over listing and scan what is to be done. Nothing is held that grows with the store; keys that were not
/// listed are kept in a file.
/// </summary>
/// <param name="join">Listing and scan.</param>
/// <param name="judge">Makes what decides; one for each range.</param>
/// <param name="options">How the run is to be made.</param>
/// <param name="removeAfter">How long what is gone is kept.</param>
/// <param name="startedAt">When the run started.</param>
/// <param name="time">The clock.</param>
/// <param name="tally">Where it counts.</param>
/// <param name="appeared">Where the contents of new and changed pictures are kept.</param>
internal sealed class ChangePlanner(
    ListingJoin join,
    Func<StampJudge> judge,
    RunOptions options,
    TimeSpan removeAfter,
    DateTimeOffset startedAt,
    TimeProvider time,
    RunTally tally,
    AppearedContents appeared
)
{
    /// <summary>Keys that were not listed.</summary>
    public MissingImages Missing { get; } = new();

    /// <summary>Places that could not be listed.</summary>
    public GapSet Gaps { get; } = new();

    /// <summary>Records of the scope that are there, gone ones not counted.</summary>
    public long Present => Volatile.Read(ref _present);

    /// <summary>Pictures listed of this source.</summary>
    public long Listed => Volatile.Read(ref _listed);

    // Several ranges count at once; both are read only after the last range has ended.
    private long _present;
    private long _listed;

    /// <summary>Decides, and yields the pictures that there is something to do for. Several ranges may be planned at once.</summary>
    public async IAsyncEnumerable<PlannedImage> PlanAsync(
        ImageScope scope,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var decides = judge();
        await foreach (var (entry, stored, isPaired) in join.JoinAsync(scope, cancellationToken).ConfigureAwait(false))
        {
            switch (entry)
            {
                case ImageListing picture:
                    if (Decide(decides, picture, stored) is { } change && options.Tag)
                    {
                        yield return new(change, picture, stored);
                    }

                    break;
                case ListingGap gap:
                    Gaps.Add(gap);
                    RunTally.Count(ref tally.Gaps);
                    break;
                case ListingExclusion excluded:
                    tally.Count(excluded);
                    break;
                default:
                    NotListed(stored!, isPaired);
                    break;
            }
        }
    }

    private Change? Decide(StampJudge decides, ImageListing picture, IndexedImage? record)
    {
        // Before anything is decided: the guard weighs all that was listed, settling files too.
        Interlocked.Increment(ref _listed);
        RunTally.Count(ref tally.Listed);
        if (options.IsSettling?.Invoke(picture) is true)
        {
            _ = record is { GoneAt: null } ? Interlocked.Increment(ref _present) : 0;
            return null;
        }

        var change = decides.Decide(picture, record, startedAt, options.RetryFailed);
        if (record is { GoneAt: null })
        {
            Interlocked.Increment(ref _present);
            if (change == Change.Changed && record.ListedAt > picture.ListedAt && record.ListedAt <= time.GetUtcNow())
            {
                // Somebody listed it after this page was read and knows better.
                change = Change.Unchanged;
            }
        }

        tally.Count(change);
        if (change is Change.New or Change.Changed)
        {
            appeared.Add(picture.Contents);
        }

        return change is Change.Unchanged or Change.Waiting ? null : change;
    }

    private void NotListed(IndexedImage record, bool isPaired)
    {
        if (record.GoneAt is { } gone)
        {
            // A clock that was behind when it was marked says nothing of how long that is ago; it was there when it was last listed.
            var since = record.ListedAt > gone && record.ListedAt <= startedAt ? record.ListedAt : gone;
            if (since + removeAfter <= startedAt)
            {
                Missing.Add(new(record.Key, record.ListedAt, IsExpired: true));
            }

            return;
        }

        Interlocked.Increment(ref _present);
        Missing.Add(new(record.Key, record.ListedAt, IsExpired: false, isPaired));
    }
}
