using Microsoft.Extensions.Logging;

namespace ImageTagging.Leases;

/// <summary>
/// A lease that is held: beats until it is disposed. Where it could not for too long, the run holds back; once it can again and
/// nobody took the keys meanwhile, the run goes on.
/// </summary>
internal sealed class RunLease : IAsyncDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestBeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_release = TimeSpan.FromSeconds(10);

    /// <summary>A run that could not renew for so long holds back: others count it as dead a little later.</summary>
    public static readonly TimeSpan HoldAfter = TimeSpan.FromSeconds(40);

    private readonly LeaseBook _book;
    private readonly string _source;
    private readonly string _id;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PauseGate? _hold;
    private readonly TimeSpan _lostAfter;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _end = new();
    private readonly ITimer _holding;
    private readonly Task _beating;

    /// <param name="book">The book it is in.</param>
    /// <param name="source">The source's name.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="hold">Holds the run back while it cannot be renewed; null where nothing does, so that it is lost at once then.</param>
    /// <param name="patience">How long the index may stay away before the run gives up.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For operators.</param>
    public RunLease(
        LeaseBook book,
        string source,
        Lease lease,
        PauseGate? hold,
        TimeSpan patience,
        TimeProvider time,
        ILogger logger
    )
    {
        (_book, _source, _id, _hold, _time, _logger) = (book, source, lease.Id, hold, time, logger);
        // The index may have gone away just before the next beat was due, or while it was under way: patience begins only then.
        // Who is not held back must have ended before others count it as dead.
        _lostAfter = hold is null ? HoldAfter : (patience > HoldAfter ? patience : HoldAfter) + s_beat + s_longestBeat;
        // Both clocks run from the last beat that is known to have been written, never from one that was only sent.
        _lost = new CancellationTokenSource(_lostAfter, time);
        _holding = time.CreateTimer(static held => ((PauseGate?)held)?.Set(), hold, HoldAfter, Timeout.InfiniteTimeSpan);
        _beating = BeatAsync();
    }

    /// <summary>Cancelled when the lease is lost: from then on nothing may be called or written.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>The fault of a run whose lease is lost.</summary>
    public static ImageTaggingException Fault() =>
        new(
            "The run lost its hold on its keys: the index was away for too long, or another run took them. What was acknowledged is in the index; run again."
        )
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.LeaseLost,
        };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        await _holding.DisposeAsync().ConfigureAwait(false);
        _hold?.Lift();
        using var patience = new CancellationTokenSource(s_release, _time);
        try
        {
            await _book.ReleaseAsync(_source, _id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ImageTaggingException)
        {
            // It dies by itself: nobody beats it any more, and this process knows that it has let go of it.
            RunLog.LeaseNotReleased(_logger, fault);
        }

        _end.Dispose();
        _lost.Dispose();
    }

    private async Task BeatAsync()
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, _lost.Token);
        var pause = s_beat;
        while (!ends.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, _time, ends.Token).ConfigureAwait(false);
                using var soon = new CancellationTokenSource(s_longestBeat, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(ends.Token, soon.Token);
                if (!await _book.BeatAsync(_source, _id, either.Token).ConfigureAwait(false))
                {
                    await _lost.CancelAsync().ConfigureAwait(false);
                    return;
                }

                Renewed();
                pause = s_beat;
            }
            catch (OperationCanceledException) when (ends.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                // The request hung; the next one may not.
                pause = s_again;
            }
            catch (ImageTaggingException fault)
            {
                RunLog.BeatFailed(_logger, fault);
                pause = s_again;
            }
        }
    }

    private void Renewed()
    {
        _lost.CancelAfter(_lostAfter);
        _holding.Change(HoldAfter, Timeout.InfiniteTimeSpan);
        if (_hold is { IsOn: true })
        {
            RunLog.GoesOn(_logger);
            _hold.Lift();
        }
    }
}
