using System.Buffers;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>A growing buffer of the shared pool.</summary>
internal sealed class PooledBuffer(int capacity = 16 * 1024) : IBufferWriter<byte>, IDisposable
{
    private byte[] _array = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _array.AsSpan(Length);
    }

    public void Clear() => Length = 0;

    /// <summary>Hands the array over: the receiver gives it back to the pool.</summary>
    public byte[] Detach()
    {
        var array = _array;
        (_array, Length) = ([], 0);
        return array;
    }

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Detach());
        }
    }

    private void Ensure(int more)
    {
        more = Math.Max(more, 256);
        if (_array.Length - Length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(
            Math.Max(checked(Length + more), (int)Math.Min(2L * _array.Length, Array.MaxLength))
        );
        _array.AsSpan(0, Length).CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
