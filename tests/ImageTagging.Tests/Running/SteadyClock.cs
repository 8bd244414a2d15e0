namespace ImageTagging.Tests.Running;

/// <summary>
/// Time that passes only while this process works: it stands still while the process is stopped and while work waits for a pool
/// thread. A limit that is counted by it is never over because the machine was busy.
/// </summary>
internal static class SteadyClock
{
    private static readonly TimeSpan s_longestStep = TimeSpan.FromMilliseconds(50);
    private static readonly Lock s_lock = new();
    private static readonly PriorityQueue<(SteadyTimer Timer, long Due), long> s_timers = new();
    private static readonly ManualResetEventSlim s_poolCameRound = new();
    private static long s_now;
    private static long s_ticked = TimeProvider.System.GetTimestamp();

    static SteadyClock() => new Thread(Tick) { IsBackground = true, Name = "Steady clock" }.Start();

    /// <summary>What has passed, in ticks of <see cref="TimeSpan"/>.</summary>
    public static long Now
    {
        get
        {
            lock (s_lock)
            {
                return s_now + Step(TimeProvider.System.GetTimestamp());
            }
        }
    }

    public static ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan due, TimeSpan period)
    {
        var timer = new SteadyTimer(callback, state);
        timer.Change(due, period);
        return timer;
    }

    // What has passed since the last tick, as far as it counts.
    private static long Step(long now) => Math.Min(TimeProvider.System.GetElapsedTime(s_ticked, now).Ticks, s_longestStep.Ticks);

    private static void Tick()
    {
        while (true)
        {
            Thread.Sleep(1);
            s_poolCameRound.Reset();
            ThreadPool.UnsafeQueueUserWorkItem(static _ => s_poolCameRound.Set(), null);
            s_poolCameRound.Wait();
            lock (s_lock)
            {
                var now = TimeProvider.System.GetTimestamp();
                s_now += Step(now);
                s_ticked = now;
                while (s_timers.TryPeek(out var next, out var due) && due <= s_now)
                {
                    s_timers.Dequeue();
                    next.Timer.Fire(next.Due);
                }
            }
        }
    }

    private sealed class SteadyTimer(TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private TimeSpan _period;
        private long _due;
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (s_lock)
            {
                if (_isDisposed)
                {
                    return false;
                }

                _period = period;
                Await(dueTime);
                return true;
            }
        }

        /// <summary>Under the lock: it is time, unless it was told otherwise since.</summary>
        public void Fire(long due)
        {
            if (_isDisposed || due != _due)
            {
                return;
            }

            Await(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Call(), this, preferLocal: false);
        }

        public void Dispose()
        {
            lock (s_lock)
            {
                _isDisposed = true;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Await(TimeSpan time)
        {
            if (time < TimeSpan.Zero)
            {
                _due = long.MaxValue;
                return;
            }

            _due = s_now + Step(TimeProvider.System.GetTimestamp()) + time.Ticks;
            s_timers.Enqueue((this, _due), _due);
        }

        private void Call()
        {
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, s => callback(s), state);
            }
        }
    }
}
