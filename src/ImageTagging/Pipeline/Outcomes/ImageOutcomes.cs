using ImageTagging.Running;

namespace ImageTagging;

/// <summary>The outcomes of a run, or of a stream of listings, as they come, in no order.</summary>
/// <remarks>
/// To be enumerated once, by one thread. The work starts with the enumeration and is over when it ends; who stops early starts no
/// new call, and what is in flight finishes. A cancelled one ends well: what was taken up
/// and not called yet comes out as <see cref="ImageOutcomeKind.Left"/>, and no more is read.
/// </remarks>
public sealed class ImageOutcomes : IAsyncEnumerable<ImageOutcome>
{
    private readonly IOutcomeRun _run;

    internal ImageOutcomes(IOutcomeRun run) => _run = run;

    /// <summary>Outcomes that are known already: what a double of <see cref="IImageTaggingPipeline"/> answers in a test.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="report">The run's report; null for none.</param>
    public ImageOutcomes(IEnumerable<ImageOutcome> outcomes, RunReport? report = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        _run = new GivenOutcomes(outcomes, report);
    }

    /// <summary>The totals so far; whole once the enumeration has ended.</summary>
    public RunCounts Counts => _run.Counts;

    /// <summary>The report of a run over sources, once the enumeration has ended, well or not; null before, and of a stream of listings.</summary>
    public RunReport? Report => _run.Report;

    /// <inheritdoc />
    /// <exception cref="ImageTaggingException">A fault that every image would meet, once what is in flight has finished.</exception>
    /// <exception cref="InvalidOperationException">It was enumerated before.</exception>
    public IAsyncEnumerator<ImageOutcome> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _run.RunAsync(cancellationToken).GetAsyncEnumerator(CancellationToken.None);
}
