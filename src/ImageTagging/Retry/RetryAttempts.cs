namespace ImageTagging.Retry;

/// <summary>The attempts of one action. Not for several threads.</summary>
internal sealed class RetryAttempts(RetryPolicy policy, Backoff backoff, TimeProvider time)
{
    // Time that the first attempt hung counts too: whoever waits for an answer waits for that one as well.
    private long _since = time.GetTimestamp();
    private bool _answered;
    private int _failed;

    /// <summary>Counts a failure.</summary>
    /// <returns>The wait before the next attempt; null where there is to be none.</returns>
    public TimeSpan? Next(ImageTaggingException fault)
    {
        if (_failed++ == 0 && _answered)
        {
            _since = time.GetTimestamp();
        }

        return backoff.Next(fault, _failed, time.GetElapsedTime(_since));
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
        _answered = true;
        if (_failed > 0)
        {
            _failed = 0;
            policy.Answered();
        }
    }
}
