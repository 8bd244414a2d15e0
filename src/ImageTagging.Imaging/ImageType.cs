namespace ImageTagging.Imaging;

/// <summary>Tells a picture's type by its content, never by its name.</summary>
public static class ImageType
{
    /// <summary>The most bytes that <see cref="Sniff"/> looks at.</summary>
    public const int BytesNeeded = 32;

    /// <summary>The media type of a picture that starts with these bytes, such as <c>image/jpeg</c>; null where it is none that is known.</summary>
    /// <remarks>Signatures from the formats' specifications. Reads no more than the first <see cref="BytesNeeded"/> bytes.</remarks>
    public static string? Sniff(ReadOnlySpan<byte> start)
    {
        return start switch
        {
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
                "image/webp",
            [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "image/tiff",
            [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "image/bmp",
            [0xFF, 0x0A, ..] or [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "image/jxl",
            [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => "image/jp2",
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => Brand(start),
            _ => null,
        };
    }

    // The major brand, else the first compatible ones, of an ISO base media file.
    private static string? Brand(ReadOnlySpan<byte> start)
    {
        for (var at = 8; at + 4 <= Math.Min(start.Length, BytesNeeded); at += at == 8 ? 8 : 4)
        {
            var brand = start.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return "image/avif";
            }

            if (brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("hevc"u8))
            {
                return "image/heic";
            }
        }

        return start.Length >= 12 && (start[8..12].SequenceEqual("mif1"u8) || start[8..12].SequenceEqual("msf1"u8))
            ? "image/heif"
            : null;
    }
}
