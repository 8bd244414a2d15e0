namespace ImageTagging.Leases;

/// <summary>A gate for a run's calls and writes, shut while there is a reason to pause. Threads share it.</summary>
/// <param name="outer">One that holds back as well whatever passes this one; null for none.</param>
internal sealed class PauseGate(PauseGate? outer = null)
{
    // Set and lifted by different threads (a timer, the writer, the lease); each time it is shut has a task of its own, so that who waits for
    // an earlier one is not held by a later one without looking again.
    private volatile TaskCompletionSource? _held;

    /// <summary>True if it holds back now.</summary>
    public bool IsOn => _held is not null || outer is { IsOn: true };

    /// <summary>From now on nothing passes.</summary>
    public void Set() =>
        Interlocked.CompareExchange(ref _held, new(TaskCreationOptions.RunContinuationsAsynchronously), comparand: null);

    /// <summary>Lets everything pass again.</summary>
    public void Lift() => Interlocked.Exchange(ref _held, null)?.TrySetResult();

    /// <summary>Waits until it may pass.</summary>
    public async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        while (IsOn)
        {
            if (outer is not null)
            {
                await outer.PassAsync(cancellationToken).ConfigureAwait(false);
            }

            if (_held is { } held)
            {
                await held.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
