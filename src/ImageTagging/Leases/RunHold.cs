namespace ImageTagging.Leases;

/// <summary>Holds a run's calls and writes back while nobody can tell whether its lease still stands. Threads share it.</summary>
internal sealed class RunHold
{
    private volatile TaskCompletionSource? _held;

    /// <summary>Whether it holds back now.</summary>
    public bool IsOn => _held is not null;

    /// <summary>From now on nothing passes.</summary>
    public void Set() =>
        Interlocked.CompareExchange(ref _held, new(TaskCreationOptions.RunContinuationsAsynchronously), comparand: null);

    /// <summary>Lets everything pass again.</summary>
    public void Lift() => Interlocked.Exchange(ref _held, null)?.TrySetResult();

    /// <summary>Waits until it may pass.</summary>
    public async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        while (_held is { } held)
        {
            await held.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
