namespace ImageTagging.Running;

/// <summary>Tells how far a run is, a few times a second, and once more at its end.</summary>
internal sealed class ProgressReporter : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);
    private readonly IProgress<RunProgress>? _progress;
    private readonly RunState _run;
    private readonly Func<RunCounts> _counts;
    private readonly Func<string?> _waiting;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Queue<(long At, long Done)> _samples = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _telling;

    public ProgressReporter(
        IProgress<RunProgress>? progress,
        RunState run,
        Func<RunCounts> counts,
        Func<string?> waiting,
        TimeProvider time
    )
    {
        (_progress, _run, _counts, _waiting, _time) = (progress, run, counts, waiting, time);
        _started = time.GetTimestamp();
        _samples.Enqueue((_started, 0));
        _telling = progress is null ? Task.CompletedTask : Task.Run(TellAsync);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _telling.ConfigureAwait(false);
        Tell();
        _end.Dispose();
    }

    private async Task TellAsync()
    {
        using var timer = new PeriodicTimer(s_every, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                Tell();
            }
        }
        catch (OperationCanceledException)
        {
            // The end is told by itself.
        }
    }

    private void Tell()
    {
        var counts = _counts();
        var waiting = Volatile.Read(ref _run.Tally.Planned) - Volatile.Read(ref _run.Tally.Finished);
        var done = Math.Max(0, counts.Listed - waiting);
        var now = _time.GetTimestamp();
        _samples.Enqueue((now, done));
        while (_samples.Count > 2 && _time.GetElapsedTime(_samples.Peek().At, now) > s_window)
        {
            _samples.Dequeue();
        }

        var (since, before) = _samples.Peek();
        var span = _time.GetElapsedTime(since, now);
        var rate = span > TimeSpan.Zero ? (done - before) / span.TotalSeconds : 0;
        _progress?.Report(
            new()
            {
                RunId = _run.RunId,
                Counts = counts,
                Elapsed = _time.GetElapsedTime(_started, now),
                ImagesPerSecond = rate,
                Queued = waiting,
                ListingEnded = _run.ListingEnded,
                Remaining = _run.ListingEnded && rate > 0 ? TimeSpan.FromSeconds(waiting / rate) : null,
                Source = _run.Source,
                Waiting = _waiting(),
            }
        );
    }
}
