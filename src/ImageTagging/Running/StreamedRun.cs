using System.Runtime.CompilerServices;

namespace ImageTagging.Running;

/// <summary>A run over the pipeline's sources whose outcomes are taken one by one, at constant memory.</summary>
internal sealed class StreamedRun(PipelineServices services, RunOptions options, IProgress<RunProgress>? progress) : IOutcomeRun
{
    // Set by the run, read by whoever asks how far it is; it is started once.
    private PipelineRun? _run;
    private RunReport? _report;
    private int _started;

    /// <inheritdoc />
    public RunCounts Counts => Volatile.Read(ref _report)?.Counts ?? Volatile.Read(ref _run)?.Counts ?? new();

    /// <inheritdoc />
    public RunReport? Report => Volatile.Read(ref _report);

    /// <inheritdoc />
    public async IAsyncEnumerable<ImageOutcome> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("The outcomes can be enumerated once only.");
        }

        using var user = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var flow = new OutcomeFlow();
        var run = new PipelineRun(services, options, progress, flow);
        Volatile.Write(ref _run, run);
        await foreach (var outcome in flow.OfAsync(() => WorkAsync(run, flow, user.Token), user).ConfigureAwait(false))
        {
            yield return outcome;
        }
    }

    private async Task WorkAsync(PipelineRun run, OutcomeFlow flow, CancellationToken cancellationToken)
    {
        try
        {
            var report = await LastRunKeeper.KeepAsync(services, () => run.RunAsync(cancellationToken)).ConfigureAwait(false);
            Volatile.Write(ref _report, report);
        }
        catch (RunFailedException fault)
        {
            Volatile.Write(ref _report, fault.Report);
            throw;
        }
        finally
        {
            flow.Complete();
        }
    }
}
