using System.Globalization;
using ImageTagging.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Retry;

/// <summary>Tries again what failed for a passing reason, and knows what is waited for. Threads share it.</summary>
/// <param name="backoff">How long and how often.</param>
/// <param name="time">The clock.</param>
/// <param name="retrying">Called before each wait with the fault and the failures so far; null for nobody.</param>
/// <param name="answered">Called once when what was away answers again, with how long it was; null for nobody.</param>
/// <param name="slow">Called once where an answer is long in coming, with how long it is waited for by then; null for nobody.</param>
public sealed class RetryPolicy(
    Backoff backoff,
    TimeProvider time,
    Action<ImageTaggingException, int, TimeSpan>? retrying = null,
    Action<TimeSpan>? answered = null,
    Action<TimeSpan>? slow = null
)
{
    private int _waiting;
    private string? _reason;
    private long _awaySince;

    /// <summary>Bears with a source or an index that is away for a while.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long it is tried again.</param>
    /// <param name="logger">For operators.</param>
    /// <param name="migrating">How long an index that is being migrated is waited for, where that is longer; null for as long as anything else.</param>
    internal static RetryPolicy OfOutages(TimeProvider time, TimeSpan patience, ILogger logger, TimeSpan? migrating = null) =>
        new(
            new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15))
            {
                MaxTime = patience,
                MaxMigrationTime = migrating > patience ? migrating : patience,
            },
            time,
            (fault, failed, _) => RunLog.Away(logger, fault.Code, Printable.Text(fault.Message), failed),
            away => RunLog.Back(logger, away.TotalSeconds),
            waited => RunLog.NoAnswer(logger, waited.TotalSeconds)
        );

    /// <summary>How long it is tried again.</summary>
    public TimeSpan MaxTime => backoff.MaxTime;

    /// <summary>The cause of the present wait; null for nothing.</summary>
    public string? Reason => Volatile.Read(ref _waiting) > 0 ? Volatile.Read(ref _reason) : null;

    /// <summary>Carries out an action that may be repeated.</summary>
    /// <typeparam name="T">The action's result.</typeparam>
    /// <param name="action">The action; it fails for a passing reason with a fault that is worth a retry (<see cref="ImageTaggingException.IsWorthRetry"/>).</param>
    /// <param name="cancellationToken">Ends the attempts and the waits between them.</param>
    /// <returns>The action's result.</returns>
    /// <exception cref="ImageTaggingException">A fault that is worth no retry, or the last one when no attempt was left.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> action, CancellationToken cancellationToken)
    {
        RetryAttempts? attempts = null;
        try
        {
            while (true)
            {
                try
                {
                    using var watched = Watch();
                    var answer = await action(cancellationToken).ConfigureAwait(false);
                    attempts?.Succeeded();
                    if (watched.IsTold)
                    {
                        Answered();
                    }

                    return answer;
                }
                catch (ImageTaggingException fault) when (fault.IsWorthRetry)
                {
                    if (attempts is null)
                    {
                        attempts = NewAttempts();
                        // Until it answers: an attempt that hangs is waited for as well.
                        Interlocked.Increment(ref _waiting);
                    }

                    if (!await attempts.WaitAsync(fault, cancellationToken).ConfigureAwait(false))
                    {
                        throw;
                    }
                }
            }
        }
        finally
        {
            if (attempts is not null)
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    /// <inheritdoc cref="ExecuteAsync{T}" />
    public async ValueTask ExecuteAsync(Func<CancellationToken, ValueTask> action, CancellationToken cancellationToken) =>
        await ExecuteAsync(
                async token =>
                {
                    await action(token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>Tells where an answer is long in coming, for somebody who asks by themselves.</summary>
    internal SlowAnswer Watch() => new(this, time);

    /// <summary>A series of attempts for somebody who goes on behind a failure instead of repeating all.</summary>
    /// <param name="fromNow">Whether time counts from now on, so that an attempt that hangs counts too; else from the first failure.</param>
    /// <returns>The attempts.</returns>
    public RetryAttempts NewAttempts(bool fromNow = false) => new(this, backoff, time, fromNow ? time.GetTimestamp() : null);

    /// <summary>Waits before the next attempt.</summary>
    internal async Task WaitAsync(ImageTaggingException fault, int failed, TimeSpan wait, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _reason, Printable.Text(fault.Message));
        // A timestamp of 0 would read as nothing being away.
        Interlocked.CompareExchange(ref _awaySince, time.GetTimestamp() is var now and not 0 ? now : 1, comparand: 0);
        retrying?.Invoke(fault, failed, wait);
        Interlocked.Increment(ref _waiting);
        try
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>An answer is long in coming; of many that wait for the same, one tells it.</summary>
    internal void Waits(long since)
    {
        var waited = SlowAnswer.After;
        Volatile.Write(ref _reason, string.Create(CultureInfo.InvariantCulture, $"No answer for {waited.TotalSeconds:0} s"));
        Interlocked.Increment(ref _waiting);
        if (Interlocked.CompareExchange(ref _awaySince, since == 0 ? 1 : since, comparand: 0) == 0)
        {
            slow?.Invoke(waited);
        }
    }

    /// <summary>That answer is there, or given up.</summary>
    internal void WaitsNoMore() => Interlocked.Decrement(ref _waiting);

    /// <summary>Something answers; reported once however many waited for it.</summary>
    internal void Answered()
    {
        if (Interlocked.Exchange(ref _awaySince, 0) is var since and not 0)
        {
            answered?.Invoke(time.GetElapsedTime(since));
        }
    }
}
