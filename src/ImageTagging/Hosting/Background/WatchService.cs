using ImageTagging.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>Watches the pipeline's folders as long as the host lives.</summary>
internal sealed class WatchService(
    IServiceProvider services,
    IOptions<HostSettings> settings,
    TimeProvider time,
    ILogger<FolderWatch> logger
) : BackgroundService, IProgress<FolderWatchReport>
{
    public void Report(FolderWatchReport value)
    {
        if (value.Fault is { } fault)
        {
            Log.BackgroundRunFailed(logger, fault.Message, fault);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = settings.Value.Watch ?? throw new InvalidOperationException("Nobody said how to watch.");
        // One budget for the watch's whole life, however often it begins anew.
        var runs = settings.Value.WatchRuns;
        runs = runs with { RunId = RunIds.Of(runs) };
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var pipeline = (ImageTaggingPipeline)services.GetService(typeof(ImageTaggingPipeline))!;
                await new FolderWatch(pipeline, options, time, logger)
                    .RunAsync(runs, this, running: null, stoppingToken)
                    .ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.BackgroundRunFailed(logger, fault.Message, fault);
                await Task.Delay(options.ListEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
