using System.Runtime.CompilerServices;
using ImageTagging.Retry;
using ImageTagging.Telemetry;

namespace ImageTagging.Planning;

/// <summary>Joins a source's listing with the index's scan, both in key order, in one pass that holds a few pages of each.</summary>
/// <remarks>Several ranges may be joined at once; a listing is begun, and all is disposed, by one thread.</remarks>
internal sealed class ListingJoin(IImageSource source, ITagIndex index, RetryPolicy retry, RunSteps steps) : IAsyncDisposable
{
    private StreamAhead<SourceEntry>? _begun;
    private KeyRange _begunRange;

    /// <summary>Begins to list the range that is joined later, so that its first pages come while other things are made ready.</summary>
    /// <remarks>What was begun before and not joined is given up.</remarks>
    public async ValueTask BeginAsync(KeyRange range, CancellationToken cancellationToken)
    {
        await DisposeAsync().ConfigureAwait(false);
        (_begun, _begunRange) = (List(range, cancellationToken), range);
    }

    /// <summary>Gives up a listing that was begun and not joined.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _begun, null) is { } left)
        {
            await left.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Yields each key of the scope once, in order, and what the listing tells beside as it comes.</summary>
    /// <exception cref="ImageTaggingException">Either stream stays away for too long or is out of order.</exception>
    public async IAsyncEnumerable<JoinedEntry> JoinAsync(
        ImageScope scope,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (scope.Range.IsEmpty)
        {
            yield break;
        }

        var listing =
            (_begunRange == scope.Range ? Interlocked.Exchange(ref _begun, null) : null) ?? List(scope.Range, cancellationToken);
        await using var _ = listing.ConfigureAwait(false);
        var scan = new StreamAhead<IndexedImage>(
            $"The index's scan of {Printable.Text(source.Name)}",
            (range, token) => index.ScanAsync(source.Name, range, token),
            r => r.Key,
            scope.Range,
            retry,
            steps.Scan,
            cancellationToken
        );
        await using var __ = scan.ConfigureAwait(false);

        var paired = new PairedListing(listing.NextAsync);
        var listed = await paired.NextAsync().ConfigureAwait(false);
        var stored = await scan.NextAsync().ConfigureAwait(false);
        while (listed is not null || stored is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = listed?.Entry;
            var image = entry as ImageListing;
            if (image is null ? entry is not null : !scope.Contains(image.Key))
            {
                if (image is null && (entry is not ListingExclusion { Key: { } video } || scope.Range.Contains(video)))
                {
                    yield return new(entry, null);
                }

                listed = await paired.NextAsync().ConfigureAwait(false);
                continue;
            }

            if (stored is not null && !scope.Contains(stored.Key))
            {
                stored = await scan.NextAsync().ConfigureAwait(false);
                continue;
            }

            var order =
                image is null ? 1
                : stored is null ? -1
                : KeyOrder.Compare(image.Key, stored.Key);
            if (order > 0)
            {
                yield return new(
                    null,
                    stored,
                    IsPaired: stored!.Stamp.Companions.Any(c => paired.Tells(ImageFiles.KeyOf(stored.Key, c)))
                );
            }
            else if (listed is { IsCompanion: true })
            {
                if (order == 0)
                {
                    yield return new(null, stored, IsPaired: true);
                }
            }
            else
            {
                yield return new(Told(image!, order == 0 ? stored : null), order == 0 ? stored : null);
            }

            if (order <= 0)
            {
                listed = await paired.NextAsync().ConfigureAwait(false);
            }

            if (order >= 0)
            {
                stored = await scan.NextAsync().ConfigureAwait(false);
            }
        }
    }

    private StreamAhead<SourceEntry> List(KeyRange range, CancellationToken cancellationToken) =>
        new(
            $"The listing of {Printable.Text(source.Name)}",
            source.ListAsync,
            e => (e as ImageListing)?.Key,
            PairedListing.Around(range),
            retry,
            steps.List,
            cancellationToken
        );

    // It is known now that nothing is beside it any more.
    private static ImageListing Told(ImageListing image, IndexedImage? stored) =>
        image.Companions is null && stored is { Stamp.Companions.Count: > 0 } ? image with { Companions = [] } : image;
}
