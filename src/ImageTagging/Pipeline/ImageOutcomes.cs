using ImageTagging.Running;

namespace ImageTagging;

/// <summary>The outcomes of a stream of listings, as they come; one for each listing, in no order.</summary>
/// <remarks>
/// To be enumerated once, by one thread. The work starts with the enumeration and is over when it ends; who stops early starts no
/// new call, and what is in flight finishes. A cancelled one ends well: what was taken up
/// and not called yet comes out as <see cref="ImageOutcomeKind.Left"/>, and no more is read.
/// </remarks>
public sealed class ImageOutcomes : IAsyncEnumerable<ImageOutcome>
{
    private readonly ListingRun _run;

    internal ImageOutcomes(ListingRun run) => _run = run;

    /// <summary>The totals so far; whole once the enumeration has ended.</summary>
    public RunCounts Counts => _run.Counts;

    /// <inheritdoc />
    /// <exception cref="ImageTaggingException">A fault that every image would meet, once what is in flight has finished.</exception>
    /// <exception cref="InvalidOperationException">It was enumerated before.</exception>
    public IAsyncEnumerator<ImageOutcome> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _run.RunAsync(cancellationToken).GetAsyncEnumerator(CancellationToken.None);
}
