using System.IO.Compression;
using System.Security.Cryptography;

namespace ImageTagging.AspNetCore.Assets;

/// <summary>One file of the page, with what it is when compressed; compressed once, when it is first asked for.</summary>
internal sealed class PageAsset
{
    private readonly Lazy<byte[]> _brotli;
    private readonly Lazy<byte[]> _gzip;

    public PageAsset(byte[] content, string mediaType)
    {
        (Content, MediaType) = (content, mediaType);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";
        _brotli = new(() => Compress(s => new BrotliStream(s, CompressionLevel.SmallestSize)));
        _gzip = new(() => Compress(s => new GZipStream(s, CompressionLevel.SmallestSize)));
    }

    public byte[] Content { get; }

    public string MediaType { get; }

    public string ETag { get; }

    public byte[] Brotli => _brotli.Value;

    public byte[] Gzip => _gzip.Value;

    private byte[] Compress(Func<Stream, Stream> by)
    {
        using var buffer = new MemoryStream();
        using (var stream = by(buffer))
        {
            stream.Write(Content);
        }

        return buffer.ToArray();
    }
}
