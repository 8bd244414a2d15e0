using ImageTagging.Running;
using ImageTagging.Watching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging;

/// <summary>Keeps the index in line with folders while they change: new, changed and deleted pictures within seconds.</summary>
/// <remarks>
/// The operating system's notices are hints; each folder is listed whole at the start, whenever notices were lost, and every
/// <see cref="FolderWatchOptions.ListEvery"/>. A file that is still being written waits. All runs of one watch share a run's budget.
/// More than 100 deletions at once go through a whole listing and so through the guard against removals. It does not dispose the pipeline.
/// </remarks>
/// <param name="pipeline">The pipeline; its sources that are a <see cref="FolderImageSource"/> are watched.</param>
/// <param name="options">How; null for the defaults.</param>
/// <param name="timeProvider">The clock; null for the system's.</param>
/// <param name="logger">Where it is reported that a folder gives no notice; null for nowhere.</param>
public sealed class FolderWatch(
    ImageTaggingPipeline pipeline,
    FolderWatchOptions? options = null,
    TimeProvider? timeProvider = null,
    ILogger<FolderWatch>? logger = null
)
{
    private readonly FolderWatchOptions _options = options ?? new();
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly ILogger _logger = logger ?? NullLogger<FolderWatch>.Instance;

    /// <summary>Watches until it is cancelled, and then ends well: what is in flight finishes.</summary>
    /// <param name="run">How runs are made; null for the defaults.</param>
    /// <param name="done">Gets what was done, in its order.</param>
    /// <param name="running">Gets the progress of whole listings.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ImageTaggingException">
    /// No source is a folder (code <c>NoFolder</c>), an option is out of its range (<c>InvalidOptions</c>), or the first listing of a folder
    /// could not be made. Later faults are reported and outlived.
    /// </exception>
    public async Task RunAsync(
        RunOptions? run = null,
        IProgress<FolderWatchReport>? done = null,
        IProgress<RunProgress>? running = null,
        CancellationToken cancellationToken = default
    )
    {
        _options.Validate();
        run = (run ?? new()) with { RunId = RunIds.Of(run ?? new()) };
        var folders = pipeline
            .Sources.OfType<FolderImageSource>()
            .Where(s => run.Sources?.Contains(s.Name) ?? true)
            .Select(s => new WatchedFolder(pipeline, s, run, _options, _time, _logger))
            .ToArray();
        if (folders.Length == 0)
        {
            throw new ImageTaggingException("Only folders can be watched, and there is none.") { Code = ErrorCodes.NoFolder };
        }

        try
        {
            using var timer = new PeriodicTimer(_options.Settle / 2, _time);
            var isFirst = true;
            do
            {
                foreach (var folder in folders)
                {
                    await foreach (var report in folder.StepAsync(running, cancellationToken).ConfigureAwait(false))
                    {
                        if (isFirst && report.Fault is not null)
                        {
                            throw report.Fault;
                        }

                        done?.Report(report);
                    }
                }

                isFirst = false;
            } while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The way to end it.
        }
        finally
        {
            foreach (var folder in folders)
            {
                folder.Dispose();
            }
        }
    }
}
