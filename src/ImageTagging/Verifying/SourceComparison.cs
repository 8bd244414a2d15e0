using System.Runtime.CompilerServices;
using ImageTagging.Planning;
using ImageTagging.Retry;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Verifying;

/// <summary>Compares a source's listing with the index's scan.</summary>
internal static class SourceComparison
{
    public static async IAsyncEnumerable<IndexDifference> CompareAsync(
        IImageSource source,
        ITagIndex index,
        ImageScope scope,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Who verifies wants to hear of an outage, not to wait for its end.
        var retry = RetryPolicy.OfOutages(TimeProvider.System, TimeSpan.Zero, NullLogger.Instance);
        var join = new ListingJoin(source, index, retry, new RunSteps(TimeProvider.System));
        await using var joining = join.ConfigureAwait(false);
        var gaps = new GapSet();
        await foreach (var (entry, stored, _) in join.JoinAsync(scope, cancellationToken).ConfigureAwait(false))
        {
            if (entry is ListingGap gap)
            {
                gaps.Add(gap);
                yield return new(IndexDifferenceKind.Unlisted, new(source.Name, gap.Prefix), gap.Reason);
            }
            else if (entry is ImageListing image)
            {
                if (Difference(image, stored) is var (kind, message))
                {
                    yield return new(kind, new(source.Name, image.Key), message);
                }
            }
            else if (stored is { GoneAt: null } && !gaps.Covers(stored.Key))
            {
                yield return new(
                    IndexDifferenceKind.Gone,
                    new(source.Name, stored.Key),
                    "It is in the index and no longer in the source; a run or prune marks it."
                );
            }
        }
    }

    private static (IndexDifferenceKind Kind, string Message)? Difference(ImageListing image, IndexedImage? stored) =>
        stored is null ? (IndexDifferenceKind.NotIndexed, "It is in the source and not in the index; a run tags it.")
        : stored.GoneAt is not null
            ? (IndexDifferenceKind.NotIndexed, "It is in the source and marked gone; a run brings it back.")
        : image.DiffersFrom(stored.Version, stored.Size, stored.ModifiedAt)
            ? (IndexDifferenceKind.Changed, "The source has another state of it than the index; a run tags it anew.")
        : null;
}
