using System.Net;

namespace ImageTagging.Rekognition.Wire;

/// <summary>
/// A body in a pooled buffer. The transport may still be sending when the answer, or a time-out, has come: then the buffer is
/// left to the garbage collector rather than given to someone else.
/// </summary>
internal sealed class RequestBody : HttpContent
{
    private const int Idle = 0;
    private const int Sending = 1;
    private const int Released = 2;

    private readonly PooledBuffer _buffer;
    private int _state;

    public RequestBody(PooledBuffer buffer, string contentType)
    {
        _buffer = buffer;
        Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    /// <summary>True if a connection began to send it; one that was never sent cannot have been served.</summary>
    public bool HasBegun { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        ObjectDisposedException.ThrowIf(Interlocked.CompareExchange(ref _state, Sending, Idle) != Idle, this);
        HasBegun = true;
        await stream.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
        // Not in a finally: after a fault the stream may hold on to the memory.
        Volatile.Write(ref _state, Idle);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _buffer.Written.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.CompareExchange(ref _state, Released, Idle) == Idle)
        {
            _buffer.Dispose();
        }

        base.Dispose(disposing);
    }
}
