using System.Runtime.CompilerServices;
using ImageTagging.Retry;

namespace ImageTagging.Planning;

/// <summary>
/// Decides in one pass over listing and scan what is to be done. Nothing is held that grows with the store; keys that were not
/// listed are kept in a file.
/// </summary>
internal sealed class ChangePlanner(
    IImageSource source,
    ITagIndex index,
    PlanRules rules,
    Outage outage,
    RunTally tally,
    RunSteps steps,
    AppearedContents trail
)
{
    /// <summary>Keys that were not listed.</summary>
    public MissingImages Missing { get; } = new();

    /// <summary>What could not be listed.</summary>
    public GapSet Gaps { get; } = new();

    /// <summary>Records of the scope that are there, gone ones not counted.</summary>
    public long Present => Volatile.Read(ref _present);

    /// <summary>Pictures listed of this source.</summary>
    public long Listed => Volatile.Read(ref _listed);

    private readonly ListingJoin _join = new(source, index, outage, steps);
    private long _present;
    private long _listed;

    /// <summary>Decides, and yields the pictures that there is something to do for. Several ranges may be planned at once.</summary>
    public async IAsyncEnumerable<PlannedImage> PlanAsync(
        ImageScope scope,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var judge = new StampJudge(rules.Taggers, rules.Vocabulary, rules.IsStaleModel);
        await foreach (
            var (entry, stored) in _join.JoinAsync(scope, cancellationToken).ConfigureAwait(false)
        )
        {
            switch (entry)
            {
                case ImageListing picture:
                    if (Decide(judge, picture, stored) is { } change && rules.Options.Tag)
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
                    NotListed(stored!);
                    break;
            }
        }
    }

    private Change? Decide(StampJudge judge, ImageListing picture, IndexedImage? record)
    {
        Interlocked.Increment(ref _listed);
        RunTally.Count(ref tally.Listed);
        if (rules.Options.IsSettling?.Invoke(picture) is true)
        {
            _ = record is { GoneAt: null } ? Interlocked.Increment(ref _present) : 0;
            return null;
        }

        var change = judge.Decide(picture, record, rules.StartedAt, rules.Options.RetryFailed);
        if (record is { GoneAt: null })
        {
            Interlocked.Increment(ref _present);
            if (change == Change.Changed && record.ListedAt > picture.ListedAt && record.ListedAt <= rules.Time.GetUtcNow())
            {
                // Somebody listed it after this page was read and knows better.
                change = Change.Unchanged;
            }
        }

        tally.Count(change);
        if (change is Change.New or Change.Changed)
        {
            trail.Add(picture.Contents);
        }

        return change is Change.Unchanged or Change.Waiting ? null : change;
    }

    private void NotListed(IndexedImage record)
    {
        if (record.GoneAt is { } gone)
        {
            // A clock that was behind when it was marked says nothing of how long that is ago; it was there when it was last listed.
            var since = record.ListedAt > gone && record.ListedAt <= rules.StartedAt ? record.ListedAt : gone;
            if (since + rules.RemoveAfter <= rules.StartedAt)
            {
                Missing.Add(new(record.Key, record.ListedAt, IsExpired: true));
            }

            return;
        }

        Interlocked.Increment(ref _present);
        Missing.Add(new(record.Key, record.ListedAt, IsExpired: false));
    }
}
