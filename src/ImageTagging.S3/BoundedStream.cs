namespace ImageTagging.S3;

/// <summary>A stream that fails where it would give more than it may.</summary>
internal sealed class BoundedStream(Stream inner, long most) : ReadingStream
{
    private long _read;

    public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read) =>
        (_read += read) <= most ? read : throw new IOException($"The store's answer is longer than {most:N0} bytes.");
}
