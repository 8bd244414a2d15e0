using System.Globalization;
using System.Text;

namespace ImageTagging.Testing.S3;

/// <summary>A request's body, the framing that AWS clients put around streamed uploads (aws-chunked) taken off.</summary>
internal static class S3Body
{
    public static byte[] Decode(byte[] body, string? contentSha256)
    {
        if (contentSha256?.StartsWith("STREAMING-", StringComparison.Ordinal) != true)
        {
            return body;
        }

        using var plain = new MemoryStream(body.Length);
        var at = 0;
        while (true)
        {
            var end = body.AsSpan(at).IndexOf("\r\n"u8);
            if (end < 0)
            {
                throw new InvalidDataException("A streamed upload ends within a chunk's head.");
            }

            var head = Encoding.ASCII.GetString(body, at, end);
            var size = int.Parse(head.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += end + 2;
            if (size == 0)
            {
                return plain.ToArray();
            }

            if (at + size + 2 > body.Length)
            {
                throw new InvalidDataException("A streamed upload ends within a chunk.");
            }

            plain.Write(body, at, size);
            at += size + 2;
        }
    }
}
