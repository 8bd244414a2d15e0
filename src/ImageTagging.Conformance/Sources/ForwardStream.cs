namespace ImageTagging.Conformance;

/// <summary>Bytes as an upload gives them: forwards only, some at a time.</summary>
internal sealed class ForwardStream(byte[] bytes) : ReadingStream
{
    private int _at;

    /// <summary>Called once half of the bytes were given.</summary>
    public Action? AfterRead { get; init; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at > bytes.Length / 2)
        {
            AfterRead?.Invoke();
        }

        var taken = Math.Min(Math.Min(count, 10_000), bytes.Length - _at);
        bytes.AsSpan(_at, taken).CopyTo(buffer.AsSpan(offset));
        _at += taken;
        return taken;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var chunk = new byte[Math.Min(buffer.Length, 10_000)];
        var taken = Read(chunk, 0, chunk.Length);
        chunk.AsSpan(0, taken).CopyTo(buffer.Span);
        return new(taken);
    }
}
