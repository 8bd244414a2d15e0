using Elastic.Transport;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>
/// The stream into which the transport has a body written before it sends it. A body that lies in memory already is lent to it, so that
/// megabytes are neither copied nor held twice.
/// </summary>
internal sealed class LentBody : MemoryStream
{
    private ReadOnlyMemory<byte>? _lent;
    private int _position;

    public override long Length => _lent?.Length ?? base.Length;

    public override long Position
    {
        get => _lent is null ? base.Position : _position;
        set
        {
            if (_lent is null)
            {
                base.Position = value;
            }
            else
            {
                _position = checked((int)value);
            }
        }
    }

    private ReadOnlyMemory<byte> Rest => _lent is { } lent ? lent[Math.Min(_position, lent.Length)..] : default;

    /// <summary>Is read instead of what is written; valid until the request has ended.</summary>
    public void Lend(ReadOnlyMemory<byte> body) => _lent = body;

    // Of a class that derives from it the base reads a span through this, so that this must not read through a span.
    public override int Read(byte[] buffer, int offset, int count) =>
        _lent is null ? base.Read(buffer, offset, count) : Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_lent is null)
        {
            return base.Read(buffer);
        }

        var part = Rest.Span;
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        _position += part.Length;
        return part.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        if (_lent is null)
        {
            base.CopyTo(destination, bufferSize);
            return;
        }

        destination.Write(Rest.Span);
        _position = (int)Length;
    }

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        if (_lent is null)
        {
            await base.CopyToAsync(destination, bufferSize, cancellationToken).ConfigureAwait(false);
            return;
        }

        await destination.WriteAsync(Rest, cancellationToken).ConfigureAwait(false);
        _position = (int)Length;
    }

    public override long Seek(long offset, SeekOrigin loc) =>
        _lent is null
            ? base.Seek(offset, loc)
            : Position =
                offset
                + (
                    loc switch
                    {
                        SeekOrigin.Begin => 0,
                        SeekOrigin.Current => Position,
                        _ => Length,
                    }
                );

    /// <summary>Makes such streams for a transport.</summary>
    internal sealed class Factory : MemoryStreamFactory
    {
        public override MemoryStream Create() => new LentBody();

        public override MemoryStream Create(byte[] bytes) => new(bytes);

        public override MemoryStream Create(byte[] bytes, int index, int count) => new(bytes, index, count);
    }
}
