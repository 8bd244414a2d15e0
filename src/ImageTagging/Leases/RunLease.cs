using Microsoft.Extensions.Logging;

namespace ImageTagging.Leases;

/// <summary>A lease that is held: beats until it is disposed, and says when it could not for too long.</summary>
internal sealed class RunLease : IAsyncDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_release = TimeSpan.FromSeconds(10);

    /// <summary>A run that could not renew for so long stops: others count it as dead a little later.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(40);

    private readonly LeaseBook _book;
    private readonly string _source;
    private readonly string _id;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;

    public RunLease(LeaseBook book, string source, Lease lease, TimeProvider time, ILogger logger)
    {
        (_book, _source, _id, _time, _logger) = (book, source, lease.Id, time, logger);
        _lost = new CancellationTokenSource(LostAfter, time);
        _beating = Task.Run(BeatAsync);
    }

    /// <summary>Cancelled when the lease is lost: from then on nothing may be called or written.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>The fault of a run whose lease is lost.</summary>
    public static ImageTaggingException Fault() =>
        new(
            "The run's hold on its keys could not be renewed for 40 seconds, so it stopped calling and writing; what was acknowledged is in the index, run again."
        )
        {
            Kind = FailureKind.Transient,
            Code = "LeaseLost",
        };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        using var patience = new CancellationTokenSource(s_release, _time);
        try
        {
            await _book.ReleaseAsync(_source, _id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ImageTaggingException)
        {
            // It dies by itself: nobody beats it any more.
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
                if (!await _book.BeatAsync(_source, _id, ends.Token).ConfigureAwait(false))
                {
                    await _lost.CancelAsync().ConfigureAwait(false);
                    return;
                }

                _lost.CancelAfter(LostAfter);
                pause = s_beat;
            }
            catch (OperationCanceledException) when (ends.IsCancellationRequested)
            {
                return;
            }
            catch (ImageTaggingException fault)
            {
                RunLog.BeatFailed(_logger, fault);
                pause = s_again;
            }
        }
    }
}
