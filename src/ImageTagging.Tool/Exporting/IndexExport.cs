using System.Threading.Channels;

namespace ImageTagging.Tool.Exporting;

/// <summary>Writes the records that a query finds, at constant memory; reading goes ahead of writing by a little.</summary>
internal sealed class IndexExport(ITagIndex index, IProgress<long> progress)
{
    private const int Ahead = 4;
    private const int ChunkSize = 256;

    /// <summary>Exports.</summary>
    /// <returns>How many records.</returns>
    public async Task<long> WriteAsync(TagQuery query, IRecordWriter writer, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Channel.CreateBounded<List<ImageRecord>>(Ahead);
        var reading = Task.Run(() => ReadAsync(query, read.Writer, stop.Token), CancellationToken.None);
        var count = 0L;
        try
        {
            await foreach (var chunk in read.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var record in chunk)
                {
                    await writer.WriteAsync(record, cancellationToken).ConfigureAwait(false);
                }

                count += chunk.Count;
                progress.Report(count);
            }

            await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return count;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(TagQuery query, ChannelWriter<List<ImageRecord>> to, CancellationToken cancellationToken)
    {
        try
        {
            var chunk = new List<ImageRecord>(ChunkSize);
            await foreach (var record in index.ReadAllAsync(query, null, cancellationToken).ConfigureAwait(false))
            {
                chunk.Add(record);
                if (chunk.Count == ChunkSize)
                {
                    await to.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                    chunk = new(ChunkSize);
                }
            }

            await to.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            to.TryComplete();
        }
        catch (Exception fault)
        {
            // Thrown to the writer.
            to.TryComplete(fault);
        }
    }
}
