using ImageTagging.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Retry;

/// <summary>Bears with a source or an index that is away for a while: tries again, ever more slowly, until patience ends.</summary>
/// <param name="time">The clock.</param>
/// <param name="patience">How long it bears.</param>
/// <param name="logger">For operators.</param>
/// <param name="migrating">How long it bears with an index that is being migrated; null for as long as with anything else.</param>
internal sealed class Outage(TimeProvider time, TimeSpan patience, ILogger logger, TimeSpan? migrating = null)
{
    private const string Migrating = "Migrating";

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    private int _waiting;
    private string? _reason;
    private long _awaySince;

    /// <summary>How long it bears with most faults.</summary>
    public TimeSpan Patience => patience;

    /// <summary>What is waited for at present; null for nothing.</summary>
    public string? Reason => Volatile.Read(ref _waiting) > 0 ? Volatile.Read(ref _reason) : null;

    /// <summary>Carries out an action that may be repeated.</summary>
    /// <exception cref="ImageTaggingException">A fault that is worth no retry, or the last one when patience ended.</exception>
    public async ValueTask<T> BearAsync<T>(Func<CancellationToken, ValueTask<T>> action, CancellationToken cancellationToken)
    {
        long? since = null;
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    var answer = await action(cancellationToken).ConfigureAwait(false);
                    if (since is not null)
                    {
                        Answered();
                    }

                    return answer;
                }
                catch (ImageTaggingException fault) when (fault.IsWorthRetry && !IsOver(since ?? time.GetTimestamp(), fault))
                {
                    if (since is null)
                    {
                        since = time.GetTimestamp();
                        Interlocked.Increment(ref _waiting);
                    }

                    await PauseAsync(attempt, fault, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            if (since is not null)
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    /// <summary>Whether patience with a fault is at its end.</summary>
    public bool IsOver(long since, ImageTaggingException fault) =>
        time.GetElapsedTime(since)
        >= (string.Equals(fault.Code, Migrating, StringComparison.Ordinal) && migrating > patience ? migrating : patience);

    /// <summary>Tells once that what was away answers again; does nothing where nothing was away.</summary>
    public void Answered()
    {
        if (Interlocked.Exchange(ref _awaySince, 0) is var since and not 0)
        {
            RunLog.Back(logger, time.GetElapsedTime(since).TotalSeconds);
        }
    }

    /// <summary>Waits before the next attempt: the service's own word, else doubling with jitter.</summary>
    public async Task PauseAsync(int attempt, ImageTaggingException fault, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _reason, Printable.Text(fault.Message));
        // A timestamp of 0 would read as nothing being away.
        Interlocked.CompareExchange(ref _awaySince, time.GetTimestamp() is var now and not 0 ? now : 1, comparand: 0);
        RunLog.Away(logger, fault.Code, Printable.Text(fault.Message), attempt + 1);
        var pause = TimeSpan.FromTicks(Math.Min(s_longest.Ticks, s_first.Ticks << Math.Min(attempt, 10)));
        // Jitter keeps many processes from coming back at once; nothing secret hangs on it.
#pragma warning disable CA5394
        pause *= 0.5 + (Random.Shared.NextDouble() * 0.5);
#pragma warning restore CA5394
        Interlocked.Increment(ref _waiting);
        try
        {
            await Task.Delay(fault.RetryAfter is { } asked && asked > pause ? asked : pause, time, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
