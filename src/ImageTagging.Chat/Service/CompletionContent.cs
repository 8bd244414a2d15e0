using System.Net;

namespace ImageTagging.Chat.Service;

/// <summary>A request's body, which tells whether a connection began to send it: one that was never sent cannot have been served.</summary>
internal sealed class CompletionContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;

    public CompletionContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.ContentType = new("application/json");
    }

    public bool HasBegun { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        HasBegun = true;
        return stream.WriteAsync(_body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
