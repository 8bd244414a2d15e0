using ImageTagging.Telemetry;

namespace ImageTagging.Planning;

/// <summary>Adds up the time that all workers together spend in a step.</summary>
/// <param name="step">The step's name in reports.</param>
/// <param name="time">The clock.</param>
/// <param name="operation">What the index is asked in it, for its histogram; null where it is not asked.</param>
internal sealed class StepClock(string step, TimeProvider time, string? operation = null)
{
    // Added to one after the other: only a total in the middle of a run can see the one without the other.
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
        var elapsed = time.GetElapsedTime(started);
        Interlocked.Add(ref _ticks, elapsed.Ticks);
        Interlocked.Add(ref _count, count);
        if (operation is not null)
        {
            Instruments.AskedIndex(operation, elapsed);
        }
    }
}
