using ImageTagging.Running;

namespace ImageTagging.Hosting;

/// <summary>Keeps what became of a run for the health checks of every process on the index.</summary>
internal static class LastRunKeeper
{
    public static async Task<RunReport> KeepAsync(PipelineCore core, Func<Task<RunReport>> run)
    {
        var startedAt = core.Parts.Time.GetUtcNow();
        RunReport report;
        try
        {
            report = await run().ConfigureAwait(false);
        }
        catch (Exception fault) when (IsOfTheRun(fault))
        {
            var last = fault is RunFailedException { Report: var told }
                ? LastRun.Of(told)
                : LastRun.Of(fault, startedAt, core.Parts.Time.GetUtcNow());
            await KeepAsync(core, last).ConfigureAwait(false);
            throw;
        }

        await KeepAsync(core, LastRun.Of(report)).ConfigureAwait(false);
        return report;
    }

    // What was asked wrongly, and a run that gave way to another one, say nothing about the index.
    private static bool IsOfTheRun(Exception fault) =>
        fault is not OperationCanceledException
        && fault is not ImageTaggingException { Code: "LeaseHeld" or "UnknownSource" or "NoTagger" or "Options" };

    private static async ValueTask KeepAsync(PipelineCore core, LastRun run)
    {
        try
        {
            // Not the run's token: what it did is worth keeping where it was interrupted, too.
            await run.WriteAsync(core.Parts.Index, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault)
        {
            Log.LastRunNotKept(core.Logger, fault);
        }
    }
}
