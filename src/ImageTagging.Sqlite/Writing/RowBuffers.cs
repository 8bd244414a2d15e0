using System.Buffers;
using System.Collections.Concurrent;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Buffers that rows are encoded in, used again and again.</summary>
internal sealed class RowBuffers
{
    private const int MostKept = 8;
    private const int MostKeptBytes = 4 << 20;

    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _buffers = [];

    public ArrayBufferWriter<byte> Rent() => _buffers.TryTake(out var buffer) ? buffer : new(256 << 10);

    public void Return(ArrayBufferWriter<byte> buffer)
    {
        if (_buffers.Count < MostKept && buffer.Capacity <= MostKeptBytes)
        {
            buffer.ResetWrittenCount();
            _buffers.Add(buffer);
        }
    }
}
