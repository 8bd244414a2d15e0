using Elastic.Transport;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>A body that is written once: whatever would send the request a second time by itself fails.</summary>
internal sealed class SentBody(ReadOnlyMemory<byte> bytes) : PostData
{
    private bool _isWritten;

    public override void Write(Stream writableStream, ITransportConfiguration settings, bool disableDirectStreaming) =>
        throw new NotSupportedException("Requests are sent asynchronously.");

    public override async Task WriteAsync(
        Stream writableStream,
        ITransportConfiguration settings,
        bool disableDirectStreaming,
        CancellationToken cancellationToken
    )
    {
        if (_isWritten)
        {
            throw new IOException("The request is not sent again.");
        }

        _isWritten = true;
        if (writableStream is LentBody lent)
        {
            lent.Lend(bytes);
            return;
        }

        MemoryStream? buffer = null;
        var stream = writableStream;
        BufferIfNeeded(settings.MemoryStreamFactory, disableDirectStreaming, ref buffer, ref stream);
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await FinishStreamAsync(writableStream, buffer, disableDirectStreaming, cancellationToken).ConfigureAwait(false);
    }
}
