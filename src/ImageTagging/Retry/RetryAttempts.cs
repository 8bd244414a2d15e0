namespace ImageTagging.Retry;

/// <summary>The attempts of one action. Not for several threads.</summary>
internal sealed class RetryAttempts(RetryPolicy policy, Backoff backoff, TimeProvider time, long? since = null)
{
    private long? _since = since;
    private int _failed;

    /// <summary>Counts a failure.</summary>
    /// <returns>The wait before the next attempt; null where there is to be none.</returns>
    public TimeSpan? Next(ImageTaggingException fault)
    {
        _since ??= time.GetTimestamp();
        _failed++;
        return backoff.Next(fault, _failed, time.GetElapsedTime(_since.Value));
    }

    /// <summary>Counts a failure and waits before the next attempt.</summary>
    /// <returns>Whether there is to be one.</returns>
    public async ValueTask<bool> WaitAsync(ImageTaggingException fault, CancellationToken cancellationToken)
    {
        if (Next(fault) is not { } wait)
        {
            return false;
        }

        await policy.WaitAsync(fault, _failed, wait, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Counts a failure and waits before the next attempt, or throws the failure where there is to be none.</summary>
    public async ValueTask WaitOrThrowAsync(ImageTaggingException fault, CancellationToken cancellationToken)
    {
        if (!await WaitAsync(fault, cancellationToken).ConfigureAwait(false))
        {
            throw fault;
        }
    }

    /// <summary>It answers, or has come further than before: the next failure is the first again.</summary>
    public void Succeeded()
    {
        _since = null;
        if (_failed > 0)
        {
            _failed = 0;
            policy.Answered();
        }
    }
}
