using System.Buffers.Binary;

namespace ImageTagging.Tool.Output;

/// <summary>Tells a person's pictures from the charts that the tool drew, so that no output is ever written over a photograph.</summary>
internal static class ImageFile
{
    /// <summary>As much of a file's start as <see cref="IsForeign" /> wants to see.</summary>
    public const int Start = 128;

    // A PNG's signature and its header, which comes first.
    private const int Head = 33;

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] s_mark = Chunk("tEXtSoftware\0imagetag"u8);

    /// <summary>A PNG that says who drew it.</summary>
    public static byte[] Mark(ReadOnlySpan<byte> png) => [.. png[..Head], .. s_mark, .. png[Head..]];

    /// <summary>Tells if a file that starts so is a picture (JPEG, PNG, GIF, WebP, TIFF, HEIF, AVIF) that the tool did not draw.</summary>
    public static bool IsForeign(ReadOnlySpan<byte> start) =>
        start.StartsWith(s_png)
            ? start.Length < Head || !start[Head..].StartsWith(s_mark)
            : start is [0xFF, 0xD8, 0xFF, ..]
                || start.StartsWith("GIF8"u8)
                || start.StartsWith("II*\0"u8)
                || start.StartsWith("MM\0*"u8)
                || (start.StartsWith("RIFF"u8) && At(start, 8, "WEBP"u8))
                || At(start, 4, "ftyphei"u8)
                || At(start, 4, "ftypmif1"u8)
                || At(start, 4, "ftypavif"u8);

    private static bool At(ReadOnlySpan<byte> start, int offset, ReadOnlySpan<byte> text) =>
        start.Length > offset && start[offset..].StartsWith(text);

    // Length, type and data, and the sum over the latter two, as PNG (ISO/IEC 15948) wants them.
    private static byte[] Chunk(ReadOnlySpan<byte> typeAndData)
    {
        var chunk = new byte[typeAndData.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, typeAndData.Length - 4);
        typeAndData.CopyTo(chunk.AsSpan(4));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(typeAndData.Length + 4), Sum(typeAndData));
        return chunk;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
            }
        }

        return ~sum;
    }
}
