namespace ImageTagging.Imaging;

/// <summary>Tells a picture's type by its content, never by its name.</summary>
public static class ImageType
{
    /// <summary>The most bytes that <see cref="Sniff"/> looks at.</summary>
    public const int BytesNeeded = 32;

    /// <summary>The media type of a picture that starts with these bytes, such as <c>image/jpeg</c>; null where it is none that is known.</summary>
    /// <param name="start">The file's first bytes, as many as there are up to <see cref="BytesNeeded"/>.</param>
    /// <returns>The media type; null where it is none that is known.</returns>
    /// <remarks>
    /// Signatures from the formats' specifications. DNG, NEF, ARW and PEF begin as any TIFF does, and are told apart by what is behind.
    /// Reads no more than the first <see cref="BytesNeeded"/> bytes.
    /// </remarks>
    public static string? Sniff(ReadOnlySpan<byte> start)
    {
        return start switch
        {
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
                "image/webp",
            [(byte)'I', (byte)'I', 42, 0, _, _, _, _, (byte)'C', (byte)'R', ..] => "image/x-canon-cr2",
            [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "image/tiff",
            [(byte)'I', (byte)'I', (byte)'R', (byte)'O' or (byte)'S', ..]
            or [(byte)'M', (byte)'M', (byte)'O' or (byte)'S', (byte)'R', ..] => "image/x-olympus-orf",
            [(byte)'I', (byte)'I', 0x55, 0, ..] => "image/x-panasonic-rw2",
            [(byte)'F', (byte)'U', (byte)'J', (byte)'I', (byte)'F', (byte)'I', (byte)'L', (byte)'M', (byte)'C', ..] =>
                "image/x-fuji-raf",
            [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "image/bmp",
            [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, 1 or 2, ..] => "image/vnd.adobe.photoshop",
            [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'#', ..] =>
                "image/x-portable-anymap",
            [0, 0, 1, 0, > 0, 0, _, _, _, 0, ..] => "image/vnd.microsoft.icon",
            [0xFF, 0x0A, ..] or [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "image/jxl",
            [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => "image/jp2",
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => Brand(start),
            _ => TgaImage.Is(start) ? "image/x-tga" : null,
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

            if (brand.SequenceEqual("crx "u8))
            {
                return "image/x-canon-cr3";
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
