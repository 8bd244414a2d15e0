using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Retry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Writing;

/// <summary>Delivers a batch: reads the answer item by item, sends what may pass again with the same bytes, halves what is too large.</summary>
internal sealed class BulkDelivery(SearchClient client, IndexSetup setup, LostAnswers lost, ILogger logger)
{
    // No filter_path: leaving members out of the answer takes the server longer than all else that it does with a small document.
    private const string Path = "_bulk?require_alias=true";
    private int _mostBytes = int.MaxValue;

    /// <summary>The size of request that the server was found to take.</summary>
    public int MostBytes => Volatile.Read(ref _mostBytes);

    public async Task DeliverAsync(BulkBatch batch, InFlightLimit limit, CancellationToken cancellationToken)
    {
        using var scratch = new PooledBuffer(0);
        await DeliverAsync(batch, batch.Items, client.NewAttempts(), scratch, limit, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeliverAsync(
        BulkBatch batch,
        List<BulkItem> items,
        RetryAttempts attempts,
        PooledBuffer scratch,
        InFlightLimit limit,
        CancellationToken cancellationToken
    )
    {
        while (items.Count > 0)
        {
            if (items.TrueForAll(i => i.Call.IsAbandoned))
            {
                throw new OperationCanceledException();
            }

            var (answers, fault, refusedBytes) = await SendAsync(batch, items, scratch, cancellationToken).ConfigureAwait(false);
            if (refusedBytes > 0)
            {
                await HalveAsync(batch, items, attempts, scratch, limit, refusedBytes, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (answers is not null)
            {
                (items, fault) = await ReadAsync(batch, items, answers, cancellationToken).ConfigureAwait(false);
            }

            if (fault is null)
            {
                return;
            }

            if (fault.MayHaveCost)
            {
                items.ForEach(i => i.MayBeDone = true);
            }

            if (fault.StatusCode == 429)
            {
                limit.Refused();
            }

            if (!await attempts.WaitAsync(fault, cancellationToken).ConfigureAwait(false))
            {
                // Records that the server still breaks on, one by one, are these records' failure and no outage.
                if (answers is null || fault.StatusCode != 500)
                {
                    throw fault;
                }

                items.ForEach(i => i.Complete(WriteResult.Failed(fault.Code, fault.Message)));
                return;
            }
        }
    }

    /// <summary>One attempt: the items' answers, or what went wrong, or how many bytes were too many.</summary>
    private async Task<(IReadOnlyList<BulkAnswer>? Answers, ImageTaggingException? Fault, int RefusedBytes)> SendAsync(
        BulkBatch batch,
        List<BulkItem> items,
        PooledBuffer scratch,
        CancellationToken cancellationToken
    )
    {
        var lines = batch.Lines(items, scratch);
        try
        {
            using var answer = await client
                .Transport.SendAsync(new(HttpMethod.Post, Path, lines, IsLines: true), cancellationToken)
                .ConfigureAwait(false);
            return answer.Status == 413 ? (null, null, lines.Length)
                : answer.IsSuccess ? (BulkAnswer.Read(answer.Body.Span, items.Count), null, 0)
                : (null, SearchFault.Of(answer, client.Transport.Address), 0);
        }
        catch (ImageTaggingException fault)
        {
            return (null, fault, 0);
        }
        catch (Exception unreadable) when (SearchFault.IsUnreadable(unreadable))
        {
            return (null, SearchFault.Unreadable(unreadable), 0);
        }
    }

    private async Task HalveAsync(
        BulkBatch batch,
        List<BulkItem> items,
        RetryAttempts attempts,
        PooledBuffer scratch,
        InFlightLimit limit,
        int bytes,
        CancellationToken cancellationToken
    )
    {
        if (items.Count == 1)
        {
            items[0]
                .Complete(
                    WriteResult.Failed(
                        ErrorCodes.TooLarge,
                        $"The server takes no request of {bytes} bytes, and this record alone has as many."
                    )
                );
            return;
        }

        var most = Math.Max(64 * 1024, bytes / 2);
        if (most < MostBytes)
        {
            Volatile.Write(ref _mostBytes, most);
            Log.BulkBytes(logger, most, bytes);
        }

        var half = items.Count / 2;
        await DeliverAsync(batch, items[..half], attempts, scratch, limit, cancellationToken).ConfigureAwait(false);
        await DeliverAsync(batch, items[half..], attempts, scratch, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes what is decided; returns what must be sent again, and why.</summary>
    private async Task<(List<BulkItem> Again, ImageTaggingException? Fault)> ReadAsync(
        BulkBatch batch,
        List<BulkItem> items,
        IReadOnlyList<BulkAnswer> answers,
        CancellationToken cancellationToken
    )
    {
        var (again, unsure, moved) = (
            new List<BulkItem>(),
            new List<BulkItem>(),
            new List<(BulkItem Item, ImageTaggingException Fault)>()
        );
        ImageTaggingException? fault = null;
        for (var i = 0; i < items.Count; i++)
        {
            var (item, said) = (items[i], answers[i]);
            if (said.IsSuccess)
            {
                item.Complete(
                    WriteResult.Written(
                        item.Write.Record is null ? null : RecordToken.Of(said.Sequence, said.Term, item.Id, said.Index)
                    )
                );
            }
            else if (said.Status == 409)
            {
                if (item.MayBeDone)
                {
                    unsure.Add(item);
                }
                else
                {
                    item.Complete(WriteResult.Conflict());
                }
            }
            else if (said.Status == 404 && said.ErrorType.Length == 0)
            {
                // A delete of what is not there.
                item.Complete(item.MayBeDone ? WriteResult.Written(null) : WriteResult.Conflict());
            }
            else
            {
                var itemFault = SearchFault.Of(said.Status, said.ErrorType, said.ErrorReason, client.Transport.Address);
                if (itemFault.Code is ErrorCodes.Migrating or ErrorCodes.IndexMissing)
                {
                    moved.Add((item, itemFault));
                }
                else if (itemFault.Code is ErrorCodes.ReadOnly or ErrorCodes.Forbidden or ErrorCodes.Unauthorized)
                {
                    throw itemFault;
                }
                else if (itemFault.IsWorthRetry)
                {
                    item.MayBeDone |= itemFault.MayHaveCost;
                    again.Add(item);
                    fault = itemFault;
                }
                else
                {
                    item.Complete(WriteResult.Failed(itemFault.Code, itemFault.Message));
                }
            }
        }

        await ResolveMovedAsync(moved, cancellationToken).ConfigureAwait(false);
        await lost.ResolveAsync(batch, unsure, cancellationToken).ConfigureAwait(false);
        return (again, fault);
    }

    // A token of an index that is no longer the current one holds nowhere; else the block or the gap is a fault of all.
    private async Task ResolveMovedAsync(
        List<(BulkItem Item, ImageTaggingException Fault)> moved,
        CancellationToken cancellationToken
    )
    {
        if (moved.Count == 0)
        {
            return;
        }

        var current = await setup.FindAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (item, fault) in moved)
        {
            var isOld =
                current is not null
                && item.Write.Token is { } text
                && RecordToken.TryParse(text, out var token)
                && !string.Equals(token.Index, current.Name, StringComparison.Ordinal);
            if (!isOld)
            {
                throw fault;
            }

            item.Complete(WriteResult.Conflict());
        }
    }
}
