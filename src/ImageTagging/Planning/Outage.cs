using Microsoft.Extensions.Logging;

namespace ImageTagging.Planning;

/// <summary>Bears with a source or an index that is away for a while: tries again, ever more slowly, until patience ends.</summary>
internal sealed class Outage(TimeProvider time, TimeSpan patience, ILogger logger)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    /// <summary>Carries out an action that may be repeated.</summary>
    /// <exception cref="ImageTaggingException">A fault that is worth no retry, or the last one when patience ended.</exception>
    public async ValueTask<T> BearAsync<T>(Func<CancellationToken, ValueTask<T>> action, CancellationToken cancellationToken)
    {
        long? since = null;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await action(cancellationToken).ConfigureAwait(false);
            }
            catch (ImageTaggingException fault) when (fault.IsWorthRetry && !IsOver(since ??= time.GetTimestamp()))
            {
                await PauseAsync(attempt, fault, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether patience is at its end.</summary>
    public bool IsOver(long since) => time.GetElapsedTime(since) >= patience;

    /// <summary>Waits before the next attempt: the service's own word, else doubling with jitter.</summary>
    public Task PauseAsync(int attempt, ImageTaggingException fault, CancellationToken cancellationToken)
    {
        RunLog.Away(logger, fault.Code, Printable.Text(fault.Message), attempt + 1);
        var pause = TimeSpan.FromTicks(Math.Min(s_longest.Ticks, s_first.Ticks << Math.Min(attempt, 10)));
        // Jitter keeps many processes from coming back at once; nothing secret hangs on it.
#pragma warning disable CA5394
        pause *= 0.5 + (Random.Shared.NextDouble() * 0.5);
#pragma warning restore CA5394
        return Task.Delay(fault.RetryAfter is { } asked && asked > pause ? asked : pause, time, cancellationToken);
    }
}
