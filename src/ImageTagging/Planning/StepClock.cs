namespace ImageTagging.Planning;

/// <summary>Adds up the time that all workers together spend in a step.</summary>
internal sealed class StepClock(string step, TimeProvider time)
{
    private long _ticks;
    private long _count;

    /// <summary>The clock it reads.</summary>
    public TimeProvider Time => time;

    /// <summary>The total so far.</summary>
    public StepTime Total => new(step, TimeSpan.FromTicks(Volatile.Read(ref _ticks)), Volatile.Read(ref _count));

    /// <summary>A step starts; what it gives goes to <see cref="Stop"/>.</summary>
    public long Start() => time.GetTimestamp();

    /// <summary>It has ended, for so many.</summary>
    public void Stop(long started, long count = 1)
    {
        Interlocked.Add(ref _ticks, time.GetElapsedTime(started).Ticks);
        Interlocked.Add(ref _count, count);
    }
}
