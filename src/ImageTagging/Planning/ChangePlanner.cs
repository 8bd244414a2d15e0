using System.Runtime.CompilerServices;
using ImageTagging.Retry;
using ImageTagging.Telemetry;

namespace ImageTagging.Planning;

/// <summary>
/// Joins a source's listing with the index's scan, both in key order: one pass decides what is to be done. Nothing is held
/// that grows with the store; keys that were not listed are spooled.
/// </summary>
internal sealed class ChangePlanner(
    IImageSource source,
    ITagIndex index,
    PlanRules rules,
    Outage outage,
    RunTally tally,
    RunSteps steps,
    ContentTrail trail
)
{
    /// <summary>Keys that were not listed.</summary>
    public MissingSpool Missing { get; } = new();

    /// <summary>What could not be listed.</summary>
    public GapSet Gaps { get; } = new();

    /// <summary>Records of the scope that are there, gone ones not counted.</summary>
    public long Present => Volatile.Read(ref _present);

    /// <summary>Pictures listed of this source.</summary>
    public long Listed => Volatile.Read(ref _listed);

    private long _present;
    private long _listed;

    /// <summary>Decides, and yields the pictures that there is something to do for. Several ranges may be planned at once.</summary>
    public async IAsyncEnumerable<PlannedImage> PlanAsync(
        ImageScope scope,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (scope.Range.IsEmpty)
        {
            yield break;
        }

        var judge = new StampJudge(rules.Taggers, rules.Vocabulary, rules.IsStaleModel);
        var listing = new StreamAhead<SourceEntry>(
            $"The listing of {Printable.Text(source.Name)}",
            source.ListAsync,
            e => (e as ImageListing)?.Key,
            scope.Range,
            outage,
            steps.List,
            cancellationToken
        );
        await using var _ = listing.ConfigureAwait(false);
        var scan = new StreamAhead<IndexedImage>(
            $"The index's scan of {Printable.Text(source.Name)}",
            (range, token) => index.ScanAsync(source.Name, range, token),
            r => r.Key,
            scope.Range,
            outage,
            steps.Scan,
            cancellationToken
        );
        await using var __ = scan.ConfigureAwait(false);

        var picture = await NextListedAsync().ConfigureAwait(false);
        var record = await NextStoredAsync().ConfigureAwait(false);
        while (picture is not null || record is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var order =
                picture is null ? 1
                : record is null ? -1
                : KeyOrder.Compare(picture.Key, record.Key);
            if (order > 0)
            {
                NotListed(record!);
                record = await NextStoredAsync().ConfigureAwait(false);
                continue;
            }

            var found = order == 0 ? record : null;
            if (Decide(judge, picture!, found) is { } change && rules.Options.Tag)
            {
                yield return new(change, picture!, found);
            }

            picture = await NextListedAsync().ConfigureAwait(false);
            if (order == 0)
            {
                record = await NextStoredAsync().ConfigureAwait(false);
            }
        }

        async ValueTask<ImageListing?> NextListedAsync()
        {
            while (await listing.NextAsync().ConfigureAwait(false) is { } entry)
            {
                if (entry is ListingGap gap)
                {
                    Gaps.Add(gap);
                    RunTally.Count(ref tally.Gaps);
                }
                else if (entry is ListingExclusion excluded)
                {
                    tally.Count(excluded);
                }
                else if (entry is ImageListing image && scope.Contains(image.Key))
                {
                    return image;
                }
            }

            return null;
        }

        async ValueTask<IndexedImage?> NextStoredAsync()
        {
            while (await scan.NextAsync().ConfigureAwait(false) is { } image)
            {
                if (scope.Contains(image.Key))
                {
                    return image;
                }
            }

            return null;
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
