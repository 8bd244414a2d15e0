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
    private readonly Func<CancellationToken, Task<long?>> _expect;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Queue<(long At, long Done)> _samples = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _telling;
    private Task _expecting = Task.CompletedTask;
    private long _expected = -1;

    /// <param name="progress">Whom it is told; null for nobody.</param>
    /// <param name="run">The run.</param>
    /// <param name="counts">The totals so far.</param>
    /// <param name="waiting">What the run waits for; null for nothing.</param>
    /// <param name="expect">Counts what will be listed, as far as can be known before; asked once, by runs that take longer than a moment.</param>
    /// <param name="time">The clock.</param>
    public ProgressReporter(
        IProgress<RunProgress>? progress,
        RunState run,
        Func<RunCounts> counts,
        Func<string?> waiting,
        Func<CancellationToken, Task<long?>> expect,
        TimeProvider time
    )
    {
        (_progress, _run, _counts, _waiting, _expect, _time) = (progress, run, counts, waiting, expect, time);
        _started = time.GetTimestamp();
        _samples.Enqueue((_started, 0));
        _telling = progress is null ? Task.CompletedTask : Task.Run(TellAsync);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _telling.ConfigureAwait(false);
        await _expecting.ConfigureAwait(false);
        Tell();
        _end.Dispose();
    }

    private async Task TellAsync()
    {
        using var timer = new PeriodicTimer(s_every, _time);
        try
        {
            if (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                _expecting = Task.Run(ExpectAsync, CancellationToken.None);
                Tell();
            }

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

    private async Task ExpectAsync()
    {
        try
        {
            Volatile.Write(ref _expected, await _expect(_end.Token).ConfigureAwait(false) ?? -1);
        }
        catch (Exception)
        {
            // It is an estimate only; what is wrong with the index the run itself tells.
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
        long? expected = Volatile.Read(ref _expected) is var known and >= 0 ? known : null;
        long? ahead =
            _run.ListingEnded ? waiting
            : expected > counts.Listed ? expected - done
            : null;
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
                Expected = expected,
                Remaining = rate > 0 && ahead is { } left ? TimeSpan.FromSeconds(left / rate) : null,
                Source = _run.Source,
                Waiting = _waiting(),
            }
        );
    }
}
