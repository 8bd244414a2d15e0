using NetVips;

namespace ImageTagging.Imaging;

/// <summary>The most bytes that libvips holds while it decodes a picture, told by the header.</summary>
/// <remarks>
/// Numbers are measured with libvips 8.18 in processes of their own (DecodeMemoryTests does it again) and rounded up. What is held
/// depends on the format more than on the size: a plain JPEG or PNG passes by in lines, an interlaced one is held whole.
/// </remarks>
internal static class DecodeCost
{
    private const long Fixed = 4 << 20;
    private const int MostLines = 2000;
    private const double MostTold = 1L << 52;

    /// <summary>The bytes that reading the header holds; the file, and its first picture cut out of it.</summary>
    public static long OfHeader(long bytes) => Fixed + (2 * bytes);

    /// <summary>The bytes that decoding holds until its last pixel is made, without what is made of it.</summary>
    /// <param name="facts">The picture's type and upright size.</param>
    /// <param name="header">The picture, not decoded yet.</param>
    /// <param name="bytes">The bytes of the encoded picture.</param>
    /// <param name="width">The pixels across that are wanted; JPEG is loaded smaller where they are few.</param>
    /// <param name="height">The pixels down that are wanted.</param>
    public static long OfDecoding(ImageFacts facts, Image header, long bytes, long width, long height)
    {
        long across = header.Width;
        long down = header.PageHeight;
        var pixels = across * down;
        long sample = header.Bands * SizeOf(header.Format);
        var whole = facts.MediaType switch
        {
            // Coefficients of 16 bits for every component.
            "image/jpeg" => Has(header, "jpeg-multiscan") ? pixels * header.Bands * 2 : 0,
            "image/png" => Has(header, "interlaced") ? pixels * sample : 0,
            // The canvas, the frame, and what was below it.
            "image/gif" => pixels * 12,
            "image/webp" => pixels * (header.Contains("n-pages") ? 9 : 5),
            "image/tiff" => Tiles(header, sample),
            // Decoded here, and once more as libvips reads it.
            var plain when PlainImage.Is(plain) => pixels * 2 * header.Bands,
            // The planes of the codec and of libheif, their pixels, and these once more.
            "image/heic" => pixels * (SizeOf(header.Format) > 1 ? 24 : 16),
            // The planes of the codec and of libheif, twice over where colours are brought to full width.
            _ => pixels * (SizeOf(header.Format) > 1 ? 28 : 22),
        };

        // Between the steps lie lines, of narrow pictures fewer than of wide ones; and more where there is transparency.
        var shrink = facts.MediaType == "image/jpeg" ? Shrink(Math.Min(facts.Width / width, facts.Height / height)) : 1;
        var line = across / shrink * Math.Max(sample, header.HasAlpha() ? 8 : 0);
        return OfHeader(bytes) + whole + (line * Math.Min(3 * down, MostLines));
    }

    /// <summary>The bytes that making these pixels holds: as RGB for a model (null), or encoded as a media type.</summary>
    public static long OfMaking(string? mediaType, long pixels, Image header)
    {
        var made = mediaType switch
        {
            null => 6,
            "image/jpeg" => VipsEncoder.IsOptimized(pixels) ? 20 : 10,
            "image/webp" => header.HasAlpha() ? 30 : 10,
            _ => 12,
        };

        // What is turned is held whole first.
        return pixels * (made + (VipsHeader.IsTurned(header) ? Math.Min(4, header.Bands) * SizeOf(header.Format) : 0));
    }

    /// <summary>The part of a JPEG that is passed over while it is loaded.</summary>
    private static long Shrink(long times) =>
        times switch
        {
            >= 16 => 8,
            >= 8 => 4,
            >= 4 => 2,
            _ => 1,
        };

    // Two rows of them.
    private static long Tiles(Image header, long sample) =>
        Number(header, "tile-width") is > 0 and var width && Number(header, "tile-height") is > 0 and var height
            // A header may say tiles of any size: their product must not turn round and pass for none.
            ? (long)Math.Min(2d * (1 + (header.Width / width)) * width * height * sample, MostTold)
            : 0;

    private static bool Has(Image header, string field) => Number(header, field) > 0;

    private static long Number(Image header, string field) =>
        header.Contains(field) && header.Get(field) is int number ? number : 0;

    private static int SizeOf(Enums.BandFormat format) =>
        format switch
        {
            Enums.BandFormat.Uchar or Enums.BandFormat.Char => 1,
            Enums.BandFormat.Ushort or Enums.BandFormat.Short => 2,
            Enums.BandFormat.Double or Enums.BandFormat.Complex => 8,
            Enums.BandFormat.Dpcomplex => 16,
            _ => 4,
        };
}
