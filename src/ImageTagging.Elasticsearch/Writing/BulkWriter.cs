using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Elasticsearch.Indices;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Writing;

/// <summary>
/// Gathers writes of all callers into bulk requests. A full one goes at once; one that is not goes when nothing is in
/// flight, when an answer came, or when it has waited its time. A caller whose request finds no place waits: memory is
/// bounded by the requests in flight and one more for each caller.
/// </summary>
internal sealed class BulkWriter(
    BulkDelivery delivery,
    IndexNames names,
    VectorFields vectors,
    ElasticsearchIndexOptions options,
    TimeProvider time,
    ILogger logger
) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly InFlightLimit _limit = new(options.MaxBulksInFlight, logger);
    private readonly CancellationTokenSource _stopping = new();
    private BulkBatch? _open;
    private int _usualBytes = 1 << 16;
    private ITimer? _age;

    public async Task<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new WriteCall(writes.Count);
        try
        {
            for (var slot = 0; slot < writes.Count; slot++)
            {
                var id = writes[slot].Name.Id.ToString();
                var (token, isGood) = TokenOf(writes[slot], id);
                if (!isGood)
                {
                    call.Complete(slot, WriteResult.Conflict());
                }
                else if (Add(call, slot, writes[slot], id, token) is { } full)
                {
                    await SendAsync(full).WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            if (_limit.InFlight == 0)
            {
                await FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            call.Abandon();
            throw;
        }

        return await call.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        lock (_gate)
        {
            _age?.Dispose();
            _open?.Dispose();
            _open = null;
        }

        _stopping.Dispose();
    }

    // A token of another engine, of no engine, or of another record is one that this record has not.
    private static (RecordToken? Token, bool IsGood) TokenOf(RecordWrite write, string id) =>
        write.Token is null ? (null, true)
        : RecordToken.TryParse(write.Token, out var token) && token.IsOf(id) ? (token, true)
        : (null, false);

    private BulkBatch? Add(WriteCall call, int slot, RecordWrite write, string id, RecordToken? token)
    {
        lock (_gate)
        {
            var isNew = _open is null;
            var batch = _open ??= new(names, _usualBytes, vectors.Form);
            batch.Add(call, slot, write, id, token);
            if (batch.Bytes >= Math.Min(options.BulkBytes, delivery.MostBytes) || batch.Items.Count >= options.BulkCount)
            {
                return Take();
            }

            if (isNew)
            {
                _age = time.CreateTimer(
                    static w => _ = ((BulkWriter)w!).FlushAsync(),
                    this,
                    options.BulkDelay,
                    Timeout.InfiniteTimeSpan
                );
            }

            return null;
        }
    }

    private BulkBatch? Take()
    {
        var batch = _open;
        // As long as the one before it, a batch need not grow.
        _usualBytes = batch?.Bytes ?? _usualBytes;
        _open = null;
        _age?.Dispose();
        _age = null;
        return batch;
    }

    private Task FlushAsync()
    {
        BulkBatch? batch;
        lock (_gate)
        {
            batch = Take();
        }

        return batch is null ? Task.CompletedTask : SendAsync(batch);
    }

    /// <summary>Ends when the request has a place; the writes' calls tell when it is answered.</summary>
    private async Task SendAsync(BulkBatch batch)
    {
        await _limit.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        _ = Task.Run(() => DeliverAsync(batch), CancellationToken.None);
    }

    private async Task DeliverAsync(BulkBatch batch)
    {
        var answered = false;
        try
        {
            await delivery.DeliverAsync(batch, _limit, _stopping.Token).ConfigureAwait(false);
            answered = true;
        }
        catch (Exception fault)
        {
            foreach (var item in batch.Items)
            {
                item.Call.Fail(fault);
            }
        }
        finally
        {
            batch.Dispose();
            _limit.Exit(answered);
        }

        await FlushAsync().ConfigureAwait(false);
    }
}
