using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>Runs the pipeline at once and then every so often, as long as the host lives.</summary>
internal sealed class BackgroundRuns(
    BackgroundRun run,
    IOptions<HostSettings> settings,
    TimeProvider time,
    ILogger<BackgroundRuns> logger
) : BackgroundService
{
    // The pipeline is made at the first run, not when the host is put together: what is wrong with it is that run's fault.
    public static BackgroundRun Of(IServiceProvider services) =>
        (options, cancellationToken) =>
            services
                .GetRequiredService<IImageTaggingPipeline>()
                .RunAsync(options, AllProgress.Of(services.GetServices<IProgress<RunProgress>>()), cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = settings.Value.RunEvery ?? throw new InvalidOperationException("Nobody said how often to run.");
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
            {
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
            } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await run(settings.Value.RunOptions, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ImageTaggingException fault) when (fault.Code == ErrorCodes.LeaseHeld)
        {
            Log.BackgroundRunSkipped(logger);
        }
        catch (Exception fault)
        {
            Log.BackgroundRunFailed(logger, fault.Message, fault);
        }
    }
}
