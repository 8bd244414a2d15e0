using ImageTagging.Leases;
using ImageTagging.Planning;
using ImageTagging.Retry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Writing;

/// <summary>
/// Writes updates in batches, each under its condition; on a conflict it reads again and merges. Bears with an index that is
/// away for a while. Threads add together.
/// </summary>
internal sealed class IndexWriter : IAsyncDisposable
{
    private const int MaxRounds = 50;
    private readonly ITagIndex _index;
    private readonly RetryPolicy _retry;
    private readonly StepClock _clock;
    private readonly ILogger _logger;
    private readonly Action<Exception> _stopped;
    private readonly PauseGate _calls;
    private readonly PauseGate _gate;
    private readonly Func<int, CancellationToken, ValueTask> _wrote;
    private readonly CancellationToken _abort;
    private readonly UpdateQueue _queue;
    private readonly Task _loop;

    // Only the loop reads and writes these.
    private Exception? _fault;
    private int _unreported;

    /// <param name="index">The index.</param>
    /// <param name="options">How large batches are, and how long they wait.</param>
    /// <param name="retry">How long to bear with the index.</param>
    /// <param name="clock">Where the time of writing is counted.</param>
    /// <param name="logger">For operators.</param>
    /// <param name="stopped">Called once, when the index cannot be written any more.</param>
    /// <param name="calls">Shut while the last write failed for want of the index: what calls would answer could not be saved either.</param>
    /// <param name="gate">Passed by each write.</param>
    /// <param name="wrote">Called after each batch with the records that were acknowledged since the last call; the next batch waits for it.</param>
    /// <param name="abort">From then on nothing is written.</param>
    public IndexWriter(
        ITagIndex index,
        PipelineOptions options,
        RetryPolicy retry,
        StepClock clock,
        ILogger logger,
        Action<Exception> stopped,
        PauseGate calls,
        PauseGate gate,
        Func<int, CancellationToken, ValueTask> wrote,
        CancellationToken abort
    )
    {
        (_index, _retry, _clock, _logger, _stopped) = (index, retry, clock, logger, stopped);
        (_calls, _gate, _wrote, _abort) = (calls, gate, wrote, abort);
        _queue = new(options.FlushCount, options.FlushAfter, clock.Time);
        // One loop and one batch at a time: two updates of one picture never overtake each other. It ends by itself, once the queue is
        // complete and empty: whoever added an update must hear of it even when nothing may be written any more.
        _loop = Task.Run(WriteAllAsync, CancellationToken.None);
    }

    /// <summary>Adds an update; waits while the queue is full. Its fate goes to <see cref="RecordUpdate.Settle"/>.</summary>
    public ValueTask AddAsync(RecordUpdate update) => _queue.AddAsync(update);

    /// <summary>Waits until everything that was added before is settled.</summary>
    public Task FlushAsync() => _queue.FlushAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _loop.ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<RecordUpdate>();
        while (await _queue.WaitAsync().ConfigureAwait(false))
        {
            var flush = await _queue.TakeAsync(batch, isHasty: _fault is not null).ConfigureAwait(false);
            if (batch.Count > 0)
            {
                await WriteBatchAsync(batch).ConfigureAwait(false);
                batch.Clear();
            }

            flush?.TrySetResult();
        }
    }

    private async Task WriteBatchAsync(List<RecordUpdate> batch)
    {
        var pending = batch;
        try
        {
            if (_fault is null)
            {
                for (var round = 0; pending.Count > 0 && round < MaxRounds; round++)
                {
                    pending = await WriteRoundAsync(pending, round > 0).ConfigureAwait(false);
                }

                foreach (var update in pending)
                {
                    Settle(update, new(UpdateEnd.Failed, null, Contended));
                }

                pending = [];
                await _wrote(_unreported, _abort).ConfigureAwait(false);
                _unreported = 0;
            }
        }
        catch (Exception fault)
        {
            // The run stops with it.
            _fault = fault;
            RunLog.WriterStopped(_logger, fault);
            _stopped(fault);
        }

        foreach (var update in pending.Where(u => !u.IsSettled))
        {
            Settle(update, new(UpdateEnd.Unwritten, null, Unwritten(_fault!)));
        }
    }

    private async Task<List<RecordUpdate>> WriteRoundAsync(List<RecordUpdate> pending, bool reread)
    {
        var stored = reread
            ? await WhileAwayAsync(token => _index.GetManyAsync([.. pending.Select(u => u.Name)], token)).ConfigureAwait(false)
            : null;
        var updates = new List<RecordUpdate>(pending.Count);
        var writes = new List<RecordWrite>(pending.Count);
        var decisions = Decisions.Of(pending, stored);
        for (var i = 0; i < pending.Count; i++)
        {
            var update = pending[i];
            var record = stored is null ? update.Known : stored[i];
            var decision = decisions[i];
            if (decision.Write is { } write)
            {
                updates.Add(update);
                writes.Add(write);
            }
            else
            {
                Settle(update, new(decision.IsSuperseded ? UpdateEnd.Superseded : UpdateEnd.Written, record));
            }
        }

        if (writes.Count == 0)
        {
            return [];
        }

        // The last look before the write: a run whose lease is lost must not write what another one may own by now.
        _abort.ThrowIfCancellationRequested();
        var started = _clock.Start();
        var results = await WhileAwayAsync(async token =>
            {
                await _gate.PassAsync(token).ConfigureAwait(false);
                return await _index.WriteAsync(writes, token).ConfigureAwait(false);
            })
            .ConfigureAwait(false);
        _clock.Stop(started, writes.Count);
        var again = new List<RecordUpdate>();
        for (var i = 0; i < results.Count; i++)
        {
            switch (results[i].Outcome)
            {
                case WriteOutcome.Written:
                    _unreported++;
                    Settle(
                        updates[i],
                        new(UpdateEnd.Written, writes[i].Record is { } put ? put with { Token = results[i].Token } : null)
                    );
                    break;
                case WriteOutcome.Conflict:
                    again.Add(updates[i]);
                    break;
                default:
                    var reason = new ImageFailureReason(
                        FailureKind.Transient,
                        results[i].Code ?? ErrorCodes.WriteFailed,
                        results[i].Message ?? "The index refused the record."
                    );
                    Settle(updates[i], new(UpdateEnd.Failed, null, reason));
                    break;
            }
        }

        return again;
    }

    // No call starts between an attempt that failed for want of the index and the next one that did not.
    private async ValueTask<T> WhileAwayAsync<T>(Func<CancellationToken, ValueTask<T>> ask)
    {
        var answer = await _retry
            .ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await ask(token).ConfigureAwait(false);
                    }
                    catch (ImageTaggingException)
                    {
                        _calls.Set();
                        throw;
                    }
                },
                _abort
            )
            .ConfigureAwait(false);
        _calls.Lift();
        return answer;
    }

    private static void Settle(RecordUpdate update, UpdateFate fate)
    {
        update.IsSettled = true;
        update.Settle(fate);
    }

    private static ImageFailureReason Contended { get; } =
        new(FailureKind.Transient, "Contended", "Others kept changing the record; the next run takes it up again.");

    private static ImageFailureReason Unwritten(Exception fault) =>
        new(
            FailureKind.Transient,
            (fault as ImageTaggingException)?.Code ?? ErrorCodes.NotWritten,
            "The index could not be written: " + fault.Message
        );
}
