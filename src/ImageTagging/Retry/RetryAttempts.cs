namespace ImageTagging.Retry;

/// <summary>The attempts of one action, counted by <see cref="RetryPolicy.NewAttempts"/>. Not for several threads.</summary>
public sealed class RetryAttempts
{
    private readonly RetryPolicy _policy;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private long? _since;
    private int _failed;

    internal RetryAttempts(RetryPolicy policy, Backoff backoff, TimeProvider time, long? since = null) =>
        (_policy, _backoff, _time, _since) = (policy, backoff, time, since);

    /// <summary>Counts a failure.</summary>
    /// <param name="fault">The failure.</param>
    /// <returns>The wait before the next attempt; null where there is to be none.</returns>
    public TimeSpan? Next(ImageTaggingException fault)
    {
        _since ??= _time.GetTimestamp();
        _failed++;
        return _backoff.Next(fault, _failed, _time.GetElapsedTime(_since.Value));
    }

    /// <summary>Counts a failure and waits before the next attempt.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there is to be another attempt.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<bool> WaitAsync(ImageTaggingException fault, CancellationToken cancellationToken)
    {
        if (Next(fault) is not { } wait)
        {
            return false;
        }

        await _policy.WaitAsync(fault, _failed, wait, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Counts a failure and waits before the next attempt, or throws the failure where there is to be none.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Ends when the next attempt is due.</returns>
    /// <exception cref="ImageTaggingException">The failure, where no attempt is left.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask WaitOrThrowAsync(ImageTaggingException fault, CancellationToken cancellationToken)
    {
        if (!await WaitAsync(fault, cancellationToken).ConfigureAwait(false))
        {
            throw fault;
        }
    }

    /// <summary>Notes an answer, or progress: the next failure counts as the first again.</summary>
    public void Succeeded()
    {
        _since = null;
        if (_failed > 0)
        {
            _failed = 0;
            _policy.Answered();
        }
    }
}
