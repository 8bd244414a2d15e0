using ImageTagging.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageTagging.AspNetCore.Runs;

/// <summary>The one run that the page may have going, and what is known of it. Whoever watches waits for the next news.</summary>
internal sealed class RunBoard(IImageTaggingPipeline pipeline, Freshness freshness, ILogger logger, CancellationToken stopping)
    : IProgress<RunProgress>
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _news = NewNews();
    private RunView _view = RunView.Idle;
    private CancellationTokenSource? _stop;

    /// <summary>The present state, and a task that ends when it changes.</summary>
    public (RunView View, Task News) Look()
    {
        lock (_gate)
        {
            return (_view, _news.Task);
        }
    }

    /// <summary>Starts a run; null where one is going already.</summary>
    public string? TryStart(RunOptions options)
    {
        CancellationTokenSource stop;
        var id = Guid.NewGuid().ToString("N");
        lock (_gate)
        {
            if (_stop is not null || stopping.IsCancellationRequested)
            {
                return null;
            }

            _stop = stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            Tell(new() { State = "running", Id = id });
        }

        _ = Task.Run(() => RunAsync(id, options, stop));
        return id;
    }

    /// <summary>Ends the run, where one is going: what is in flight finishes. The run knows of it when this has ended.</summary>
    public async Task StopAsync()
    {
        Task stopped;
        lock (_gate)
        {
            if (_stop is null)
            {
                return;
            }

            Tell(_view with { Stopping = true });
            // Its callbacks run elsewhere, so that others may look meanwhile.
            stopped = _stop.CancelAsync();
        }

        await stopped.ConfigureAwait(false);
    }

    public void Report(RunProgress value)
    {
        lock (_gate)
        {
            if (_view.State == "running")
            {
                Tell(_view with { Progress = RunWords.Of(value) });
            }
        }
    }

    private async Task RunAsync(string id, RunOptions options, CancellationTokenSource stop)
    {
        var ended = new RunView { State = "ended", Id = id };
        try
        {
            var report = await pipeline.RunAsync(options, this, stop.Token).ConfigureAwait(false);
            ended = ended with { Report = RunWords.Of(report) };
        }
        catch (OperationCanceledException)
        {
            ended = ended with { Error = new("Interrupted", "The run was stopped.") };
        }
        catch (ImageTaggingException fault)
        {
            Log.RunFailed(logger, fault.Code, fault);
            ended = ended with { Error = new(fault.Code, fault.Message) };
        }
        catch (Exception fault)
        {
            Log.RunFailed(logger, fault.GetType().Name, fault);
            ended = ended with { Error = new("Unexpected", "The run failed; the log of the server says more.") };
        }

        lock (_gate)
        {
            Tell(ended with { Progress = _view.Progress });
            _stop = null;
        }

        stop.Dispose();
        freshness.Touch();
    }

    private void Tell(RunView view)
    {
        _view = view;
        var told = _news;
        _news = NewNews();
        told.SetResult();
    }

    private static TaskCompletionSource NewNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
