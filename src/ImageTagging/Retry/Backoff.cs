namespace ImageTagging.Retry;

/// <summary>
/// How long and how often something that failed for a passing reason is tried again. The one formula of all waits: random between
/// nothing and an end that doubles with each failure (full jitter), so that many callers do not come back together; behind the time
/// that the service asks for, where it asks for one.
/// </summary>
/// <param name="First">The end of the wait after the first failure.</param>
/// <param name="Longest">The end that is never passed.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>Attempts in all.</summary>
    public int MaxAttempts { get; init; } = int.MaxValue;

    /// <summary>How long after the start of the attempts one may start; infinite for no end.</summary>
    public TimeSpan MaxTime { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The same for an index that is being migrated, which takes its time; null for <see cref="MaxTime"/>.</summary>
    public TimeSpan? MaxMigrationTime { get; init; }

    /// <summary>The longest that a service may ask to wait; asked for more, there is no further attempt.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.MaxValue;

    /// <summary>The chance in the waits; nothing secret hangs on it.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>The wait before the next attempt, 1 ms or more.</summary>
    /// <param name="fault">The last failure.</param>
    /// <param name="failed">Failures so far, from 1.</param>
    /// <param name="elapsed">The time since the attempts began.</param>
    /// <returns>The wait; null for no further attempt.</returns>
    public TimeSpan? Next(ImageTaggingException fault, int failed, TimeSpan elapsed)
    {
        var most = string.Equals(fault.Code, ErrorCodes.Migrating, StringComparison.Ordinal)
            ? MaxMigrationTime ?? MaxTime
            : MaxTime;
        var left = most == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : most - elapsed;
        var asked = fault.RetryAfter ?? TimeSpan.Zero;
        if (!fault.IsWorthRetry || failed >= MaxAttempts || left <= TimeSpan.Zero || asked > left || asked > MaxRetryAfter)
        {
            return null;
        }

        // The last attempt is at the end of the time, not before it: timers cut to whole milliseconds.
        var wait = asked + Jitter(asked > TimeSpan.Zero ? 1 : failed);
        return wait < left ? wait : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
    }

    /// <summary>A random wait after so many failures.</summary>
    /// <param name="failed">Failures so far, from 1.</param>
    /// <returns>1 ms or more, at most the end of that wait.</returns>
    public TimeSpan Jitter(int failed)
    {
        var end = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Clamp(failed - 1, 0, 30)), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Max(1, Random.NextDouble() * end));
    }
}
