using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Calls;

/// <summary>The attempts of one request: waits with full jitter, as long as the server asks, and no longer than told in all.</summary>
internal sealed class Attempts(TimeSpan retryFor, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private readonly long _start = time.GetTimestamp();
    private int _failed;

    /// <summary>Waits before the next attempt, or throws where there must be none.</summary>
    public async ValueTask WaitOrThrowAsync(ImageTaggingException fault, CancellationToken cancellationToken)
    {
        if (NextWait(fault) is not { } wait)
        {
            throw fault;
        }

        Log.Retrying(logger, fault.Code, fault.Message, _failed, wait.TotalMilliseconds);
        await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan? NextWait(ImageTaggingException fault)
    {
        var left = retryFor - time.GetElapsedTime(_start);
        // A migration takes its time: runs wait by themselves, people get a sentence.
        if (!fault.IsWorthRetry || fault.Code == "Migrating" || left <= TimeSpan.Zero)
        {
            return null;
        }

        var most = s_first * Math.Pow(2, Math.Min(_failed++, 10));
        var jittered = (most < s_longest ? most : s_longest) * Random.Shared.NextDouble();
        var asked = fault.RetryAfter ?? TimeSpan.Zero;
        var wait = jittered > asked ? jittered : asked;
        return asked > left ? null : WholeMilliseconds(wait < left ? wait : left);
    }

    // A timer cuts to whole milliseconds, and of less than one makes no wait at all.
    private static TimeSpan WholeMilliseconds(TimeSpan wait) =>
        TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)));
}
