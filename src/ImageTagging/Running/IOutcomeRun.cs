namespace ImageTagging.Running;

/// <summary>Whatever <see cref="ImageOutcomes"/> enumerates.</summary>
internal interface IOutcomeRun
{
    /// <summary>The totals so far.</summary>
    RunCounts Counts { get; }

    /// <summary>The report, once a run over sources has ended; null before, and where there is none.</summary>
    RunReport? Report { get; }

    /// <summary>Runs, once.</summary>
    IAsyncEnumerable<ImageOutcome> RunAsync(CancellationToken cancellationToken);
}
