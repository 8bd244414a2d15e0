namespace ImageTagging.Running;

/// <summary>Keeps what became of a run for the health checks of every process on the index.</summary>
internal static class LastRunKeeper
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static async Task<RunReport> KeepAsync(PipelineServices services, Func<Task<RunReport>> run)
    {
        var startedAt = services.Components.Time.GetUtcNow();
        RunReport report;
        try
        {
            report = await run().ConfigureAwait(false);
        }
        catch (Exception fault) when (IsOfTheRun(fault))
        {
            var last = fault is RunFailedException { Report: var told }
                ? LastRun.Of(told)
                : LastRun.Of(fault, startedAt, services.Components.Time.GetUtcNow());
            // What ended the run may be the index, and nobody is kept waiting for it once more.
            using var patience = new CancellationTokenSource(s_patience, services.Components.Time);
            await KeepAsync(services, last, patience.Token).ConfigureAwait(false);
            throw;
        }

        // Not the run's token: what it did is worth keeping where it was interrupted, too.
        await KeepAsync(services, LastRun.Of(report), CancellationToken.None).ConfigureAwait(false);
        return report;
    }

    // What was asked wrongly, and a run that gave way to another one, say nothing about the index.
    private static bool IsOfTheRun(Exception fault) =>
        fault is not OperationCanceledException
        && fault
            is not ImageTaggingException
            {
                Code: ErrorCodes.LeaseHeld or ErrorCodes.UnknownSource or ErrorCodes.NoTagger or ErrorCodes.InvalidOptions
            };

    private static async ValueTask KeepAsync(PipelineServices services, LastRun run, CancellationToken cancellationToken)
    {
        try
        {
            await run.WriteAsync(services.Components.Index, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is ImageTaggingException or OperationCanceledException)
        {
            Log.LastRunNotKept(services.Logger, fault);
        }
    }
}
