using System.Runtime.ExceptionServices;

namespace ImageTagging.Running;

/// <summary>How a run is brought to its end before its time: first nothing new starts, then, after a grace, nothing goes on.</summary>
internal sealed class RunLifetime : IDisposable
{
    private readonly CancellationTokenSource _stopping;
    private readonly CancellationTokenSource _aborting;
    private readonly CancellationTokenRegistration _grace;
    private readonly CancellationToken _user;
    private Exception? _fault;

    public RunLifetime(TimeProvider time, TimeSpan grace, CancellationToken user)
    {
        _user = user;
        _aborting = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(user);
        _grace = _stopping.Token.Register(() => _aborting.CancelAfter(grace));
    }

    /// <summary>Cancelled: start nothing new.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled: finish nothing either.</summary>
    public CancellationToken Aborting => _aborting.Token;

    /// <summary>True if the caller cancelled, and no fault came before.</summary>
    public bool IsInterrupted => _user.IsCancellationRequested && _fault is null;

    /// <summary>True if a fault stopped it.</summary>
    public bool HasFailed => _fault is not null;

    /// <summary>The fault that stopped it; null where nothing did, or the caller.</summary>
    public Exception? Fault => _fault;

    /// <summary>Throws what stopped it; does nothing where nothing did, or the caller.</summary>
    public void ThrowFault()
    {
        if (_fault is not null)
        {
            ExceptionDispatchInfo.Throw(_fault);
        }
    }

    /// <summary>Does a part of the run: a fault stops the run instead of passing through, so that what is in flight finishes first.</summary>
    /// <returns>Whether the part was done.</returns>
    public async Task<bool> GuardAsync(Func<Task> part)
    {
        try
        {
            await part().ConfigureAwait(false);
            return true;
        }
        catch (Exception fault)
        {
            // Whoever made the run throws it, or reports it.
            Fail(fault);
            return false;
        }
    }

    /// <summary>Stops for a fault; the first one counts. A cancellation that follows from the stop is none.</summary>
    public void Fail(Exception fault)
    {
        if (fault is not OperationCanceledException || !_stopping.IsCancellationRequested)
        {
            // The fault before the stop: whoever sees the run stopping finds why.
            Interlocked.CompareExchange(ref _fault, fault, null);
            _stopping.Cancel();
        }
    }

    /// <summary>Stops for a fault at once, without a grace.</summary>
    public void Abort(Exception fault)
    {
        Fail(fault);
        _aborting.Cancel();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _grace.Dispose();
        _stopping.Dispose();
        _aborting.Dispose();
    }
}
