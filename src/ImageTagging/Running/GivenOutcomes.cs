namespace ImageTagging.Running;

/// <summary>Outcomes that are known already: what a double of the pipeline answers.</summary>
internal sealed class GivenOutcomes(IEnumerable<ImageOutcome> outcomes, RunReport? report) : IOutcomeRun
{
    public RunCounts Counts => report?.Counts ?? new();

    public RunReport? Report => report;

    public IAsyncEnumerable<ImageOutcome> RunAsync(CancellationToken cancellationToken) => outcomes.ToAsyncEnumerable();
}
