using System.Runtime.CompilerServices;

namespace ImageTagging.Verifying;

/// <summary>Merges a source's listing with the index's scan, both in key order.</summary>
internal static class SourceComparison
{
    public static async IAsyncEnumerable<IndexDifference> CompareAsync(
        IImageSource source,
        ITagIndex index,
        ImageScope scope,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var listing = source.ListAsync(scope.Range, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var scan = index.ScanAsync(source.Name, scope.Range, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var listingEnd = listing.ConfigureAwait(false);
        await using var scanEnd = scan.ConfigureAwait(false);

        var listed = await NextListedAsync().ConfigureAwait(false);
        var stored = await NextStoredAsync().ConfigureAwait(false);
        string? gap = null;
        while (listed is not null || stored is not null)
        {
            var order =
                listed is null ? 1
                : stored is null ? -1
                : KeyOrder.Compare(PlaceOf(listed), stored.Key);
            if (order > 0)
            {
                if (stored!.GoneAt is null && !(gap is not null && stored.Key.StartsWith(gap, StringComparison.Ordinal)))
                {
                    yield return new(
                        IndexDifferenceKind.Gone,
                        new(source.Name, stored.Key),
                        "It is in the index and no longer in the source; a run or prune marks it."
                    );
                }

                stored = await NextStoredAsync().ConfigureAwait(false);
                continue;
            }

            var at = listed!;
            listed = await NextListedAsync().ConfigureAwait(false);
            CheckOrder(source, at, listed);
            if (at is ListingGap unlisted)
            {
                gap = unlisted.Prefix;
                yield return new(IndexDifferenceKind.Unlisted, new(source.Name, gap), unlisted.Reason);
                continue;
            }

            var image = (ImageListing)at;
            if (order < 0 || stored!.GoneAt is not null)
            {
                yield return new(
                    IndexDifferenceKind.NotIndexed,
                    new(source.Name, image.Key),
                    order < 0
                        ? "It is in the source and not in the index; a run tags it."
                        : "It is in the source and marked gone; a run brings it back."
                );
            }
            else if (image.DiffersFrom(stored.Version, stored.Size, stored.ModifiedAt))
            {
                yield return new(
                    IndexDifferenceKind.Changed,
                    new(source.Name, image.Key),
                    "The source has another state of it than the index; a run tags it anew."
                );
            }

            if (order == 0)
            {
                stored = await NextStoredAsync().ConfigureAwait(false);
            }
        }

        async ValueTask<SourceEntry?> NextListedAsync()
        {
            while (await listing.MoveNextAsync().ConfigureAwait(false))
            {
                if (listing.Current is ListingGap || (listing.Current is ImageListing image && scope.HasSuffix(image.Key)))
                {
                    return listing.Current;
                }
            }

            return null;
        }

        async ValueTask<IndexedImage?> NextStoredAsync()
        {
            while (await scan.MoveNextAsync().ConfigureAwait(false))
            {
                if (scope.HasSuffix(scan.Current.Key))
                {
                    return scan.Current;
                }
            }

            return null;
        }
    }

    private static string PlaceOf(SourceEntry entry) => entry is ImageListing image ? image.Key : ((ListingGap)entry).Prefix;

    private static void CheckOrder(IImageSource source, SourceEntry before, SourceEntry? after)
    {
        if (after is not null && KeyOrder.Compare(PlaceOf(before), PlaceOf(after)) > 0)
        {
            throw new ImageTaggingException($"The source '{source.Name}' lists out of key order, so nothing can be compared.")
            {
                Code = "ListingOutOfOrder",
            };
        }
    }
}
