using System.Buffers;
using System.Security.Cryptography;

namespace ImageTagging.AspNetCore.Uploads;

/// <summary>An uploaded file in memory, no longer than allowed, out of a pool.</summary>
internal sealed class UploadedFile : IDisposable
{
    private byte[]? _buffer;

    private UploadedFile(string name, byte[] buffer, int length) => (Name, _buffer, Length) = (name, buffer, length);

    /// <summary>The name that the browser gave; text, never a path.</summary>
    public string Name { get; }

    public int Length { get; }

    public ReadOnlyMemory<byte> Content => _buffer.AsMemory(0, Length);

    /// <summary>Reads a file; null where it is longer than allowed. Tells before each read that it listens.</summary>
    public static async ValueTask<UploadedFile?> ReadAsync(
        string name,
        Stream body,
        long maxBytes,
        Action hearing,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        var length = 0;
        try
        {
            while (true)
            {
                hearing();
                var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                length += read;
                if (length > maxBytes)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return null;
                }

                if (read == 0)
                {
                    return new(name, buffer, length);
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, maxBytes + 1));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public byte[] Sha256() => SHA256.HashData(Content.Span);

    public Stream OpenRead() => new MemoryStream(_buffer!, 0, Length, writable: false);

    /// <summary>The names by which an index may know these bytes.</summary>
    public ContentId[] Contents(byte[] sha256)
    {
        // Stores name contents by MD5 (ETags); nothing is secured by it.
#pragma warning disable CA5351
        return [ContentId.FromSha256(sha256), ContentId.FromMd5(MD5.HashData(Content.Span))];
#pragma warning restore CA5351
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
