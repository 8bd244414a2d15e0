using System.IO.Compression;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>A body compressed before it is sent, so that a handler that signs it sees what goes over the wire.</summary>
internal static class GzipBody
{
    public static HttpContent Of(ReadOnlyMemory<byte> body)
    {
        var compressed = new MemoryStream(Math.Max(256, body.Length / 6));
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        var content = new ByteArrayContent(compressed.GetBuffer(), 0, (int)compressed.Length);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
