using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Hosting;

/// <summary>Runs the host's pipeline and keeps what became of it for health checks.</summary>
internal sealed class PipelineRun(ImageTaggingPipeline pipeline, TimeProvider time, ILogger<PipelineRun> logger)
{
    // The pipeline is made at the first run, not when the host is put together: what is wrong with it is that run's fault.
    public static BackgroundRun Create(IServiceProvider services) =>
        (options, cancellationToken) =>
            ActivatorUtilities.CreateInstance<PipelineRun>(services).RunAsync(options, cancellationToken);

    private async Task RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        try
        {
            var report = await pipeline.RunAsync(options, progress: null, cancellationToken).ConfigureAwait(false);
            await KeepAsync(LastRun.Of(report)).ConfigureAwait(false);
        }
        catch (Exception fault)
            when (fault is not OperationCanceledException && fault is not ImageTaggingException { Code: "LeaseHeld" })
        {
            await KeepAsync(LastRun.Of(fault, startedAt, time.GetUtcNow())).ConfigureAwait(false);
            throw;
        }
    }

    private async Task KeepAsync(LastRun run)
    {
        try
        {
            await run.WriteAsync(pipeline.Index, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault)
        {
            Log.LastRunNotKept(logger, fault);
        }
    }
}
