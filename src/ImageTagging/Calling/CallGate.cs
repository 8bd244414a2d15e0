namespace ImageTagging.Calling;

/// <summary>Lets calls pass in the order they came, as fast as the rate and as many at once as the concurrency allow.</summary>
/// <remarks>One a tagger and process; threads share it.</remarks>
internal sealed class CallGate : IDisposable
{
    // Pacer, concurrency and queue are one state. Waiters are let pass outside of it: they go on at once and may come back here.
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly RatePacer _pacer;
    private readonly ConcurrencyLimit _concurrency;
    private readonly TaskCreationOptions _resume;
    private readonly Queue<Waiter> _waiters = new();
    private readonly ITimer _timer;
    private int _waiting;
    private int _inFlight;
    private bool _starved;
    private double _lastRate;
    private bool _disposed;

    /// <summary>A gate.</summary>
    /// <param name="callsPerSecond">The quota; null for none.</param>
    /// <param name="maxConcurrency">Calls in flight at the most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="resumeInline">Whether a waiting caller goes on inside the call that lets it pass; only where one thread plays everything.</param>
    public CallGate(double? callsPerSecond, int maxConcurrency, TimeProvider time, bool resumeInline = false)
    {
        (_time, _origin) = (time, time.GetTimestamp());
        _pacer = new(callsPerSecond, 0);
        _lastRate = _pacer.Rate;
        _concurrency = new(maxConcurrency);
        if (callsPerSecond is null)
        {
            _concurrency.Open();
        }

        _resume = resumeInline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;
        _timer = time.CreateTimer(
            static gate => ((CallGate)gate!).Pump(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Callers that wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Calls in flight.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Calls a second that are allowed now; infinite for no limit.</summary>
    public double Rate
    {
        get
        {
            lock (_lock)
            {
                return _pacer.Rate;
            }
        }
    }

    /// <summary>Calls in flight that are allowed now.</summary>
    public int Concurrency
    {
        get
        {
            lock (_lock)
            {
                return _concurrency.Current;
            }
        }
    }

    /// <summary>Waits for leave to call. Every permit must be handed back by <see cref="Exit"/>.</summary>
    public ValueTask<CallPermit> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_waiting == 0 && TryPass(out var permit, out _))
            {
                return new(permit);
            }

            waiter = new(_resume);
            _waiters.Enqueue(waiter);
            _waiting++;
        }

        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Hands a permit back.</summary>
    /// <returns>The new rate where it was lowered since the last permit came back; null otherwise.</returns>
    public double? Exit(CallPermit permit, CallEnd end)
    {
        double? lowered;
        lock (_lock)
        {
            _inFlight--;
            var now = Now();
            if (end == CallEnd.NotMade)
            {
                _pacer.Refund(permit);
            }
            else
            {
                _pacer.End(permit, end, now);
                if (end != CallEnd.Throttled && !double.IsInfinity(_pacer.Rate))
                {
                    _concurrency.Answered(now - permit.At, _pacer.Rate, _starved);
                    _starved = false;
                }
            }

            lowered = _pacer.Rate < _lastRate ? _pacer.Rate : null;
            _lastRate = _pacer.Rate;
        }

        Pump();
        return lowered;
    }

    public void Dispose()
    {
        List<Waiter> left;
        lock (_lock)
        {
            _disposed = true;
            left = [.. _waiters];
            _waiters.Clear();
            _waiting = 0;
        }

        _timer.Dispose();
        foreach (var waiter in left)
        {
            waiter.TrySetException(new ObjectDisposedException(nameof(CallGate)));
        }
    }

    private double Now() => _time.GetElapsedTime(_origin).TotalSeconds;

    private bool TryPass(out CallPermit permit, out double wait)
    {
        (permit, wait) = (default, 0);
        var now = Now();
        if (_inFlight >= _concurrency.Current)
        {
            _starved |= _pacer.HasToken(now);
            return false;
        }

        if (!_pacer.TryTake(now, out permit, out wait))
        {
            return false;
        }

        _inFlight++;
        return true;
    }

    private void Pump()
    {
        while (true)
        {
            Waiter? waiter;
            CallPermit permit;
            lock (_lock)
            {
                while (_waiters.TryPeek(out waiter) && waiter.Task.IsCompleted)
                {
                    _waiters.Dequeue();
                }

                if (waiter is null || _disposed)
                {
                    return;
                }

                if (!TryPass(out permit, out var wait))
                {
                    if (wait > 0)
                    {
                        // Timers count whole milliseconds; rounded down they would fire too early, again and again.
                        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000)), Timeout.InfiniteTimeSpan);
                    }

                    return;
                }

                _waiters.Dequeue();
                _waiting--;
            }

            // It was cancelled between the two locks; both counted it off, and the permit goes to the next.
            if (!waiter.TrySetResult(permit))
            {
                lock (_lock)
                {
                    _inFlight--;
                    _waiting++;
                    _pacer.Refund(permit);
                }
            }
        }
    }

    private async ValueTask<CallPermit> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            (state, token) =>
            {
                if (((Waiter)state!).TrySetCanceled(token))
                {
                    lock (_lock)
                    {
                        _waiting--;
                    }
                }
            },
            waiter
        );
        Pump();
        return await waiter.Task.ConfigureAwait(false);
    }

    private sealed class Waiter(TaskCreationOptions resume) : TaskCompletionSource<CallPermit>(resume);
}
