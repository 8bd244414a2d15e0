namespace ImageTagging.Tests.Running;

/// <summary>
/// A clock that goes faster than the world's, so that waits are short, and can be put forward; it stands still while the machine
/// keeps this process from working. The wall clock can be set apart from the rest, as a machine's can.
/// </summary>
public sealed class FastTime(int factor = 20) : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly long _started = SteadyClock.Now;
    private long _passed;
    private long _offset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Sets the wall clock forth or back; nothing else notices.</summary>
    public void JumpWallClock(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    /// <summary>Puts the clock forward; timers that run do not notice.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _passed, by.Ticks);

    public override DateTimeOffset GetUtcNow() => s_start.AddTicks(GetTimestamp() + Interlocked.Read(ref _offset));

    public override long GetTimestamp() => ((SteadyClock.Now - _started) * factor) + Interlocked.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(SteadyClock.CreateTimer(callback, state, Faster(dueTime), Faster(period)), this);

    private TimeSpan Faster(TimeSpan time) => time <= TimeSpan.Zero ? time : time / factor;

    private sealed class FastTimer(ITimer timer, FastTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Faster(dueTime), time.Faster(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
