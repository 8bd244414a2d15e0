using NetVips;

namespace ImageTagging.Imaging;

/// <summary>Re-encodes a picture upright, in sRGB, without its metadata, within sides and bytes.</summary>
internal sealed class VipsEncoder(EncodeRequest request)
{
    private static readonly int[] LowerQualities = [75, 60, 45];

    private readonly string _suffix = request.MediaType switch
    {
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/webp" => ".webp",
        var other => throw new ArgumentException(
            $"'{other}' cannot be written; image/jpeg, image/png and image/webp can.",
            nameof(request)
        ),
    };

    /// <summary>Tells if a JPEG's code words are made for it: a few percent shorter, for which the whole picture is held, four times over.</summary>
    public static bool IsOptimized(long pixels) => pixels <= 4_000_000;

    /// <summary>The bytes that the encoding of a picture holds.</summary>
    public long Cost(Image header, ImageFacts facts, ReadOnlyMemory<byte> content)
    {
        var scale = FirstSide(facts) / (double)Math.Max(facts.Width, facts.Height);
        var (width, height) = ((long)Math.Ceiling(facts.Width * scale), (long)Math.Ceiling(facts.Height * scale));
        return DecodeCost.OfDecoding(facts, header, content.Length, width, height)
            + DecodeCost.OfMaking(request.MediaType, width * height, header);
    }

    public EncodedImage Encode(ReadOnlyMemory<byte> content, ImageFacts facts, string strictness, VipsOperation.Running running)
    {
        var side = FirstSide(facts);
        using var source = VipsHeader.SourceOf(facts.MediaType, content);
        while (true)
        {
            var last = Once(source, side, request.Quality, strictness, running);
            for (var i = 0; i < LowerQualities.Length && TooLong(last) && _suffix != ".png"; i++)
            {
                if (LowerQualities[i] < request.Quality)
                {
                    last = Once(source, side, LowerQualities[i], strictness, running);
                }
            }

            if (!TooLong(last))
            {
                return last;
            }

            if (side == 1)
            {
                throw Faults.Refused(ErrorCodes.CannotFit, $"The picture cannot be made to fit into {request.MaxBytes} bytes.");
            }

            // Bytes go about with the area; a little less, so that the next try is likely the last.
            var ratio = Math.Sqrt(request.MaxBytes / (double)last.Content.Length) * 0.95;
            side = Math.Max(1, Math.Min(side - 1, (int)(side * ratio)));
        }
    }

    // As many bytes as are asked for never hold sixteen times as many pixels: those are not even tried.
    private int FirstSide(ImageFacts facts)
    {
        var longest = Math.Max(facts.Width, facts.Height);
        var side = request.MaxSide > 0 ? Math.Min(request.MaxSide, longest) : longest;
        var fitting = request.MaxBytes > 0 ? longest * Math.Sqrt(request.MaxBytes * 16d / facts.Width / facts.Height) : side;
        return (int)Math.Clamp(fitting, 1, side);
    }

    private bool TooLong(EncodedImage image) => request.MaxBytes > 0 && image.Content.Length > request.MaxBytes;

    private EncodedImage Once(Source source, int side, int quality, string strictness, VipsOperation.Running running)
    {
        using var small = Image.ThumbnailSource(
            source,
            side,
            height: side,
            size: Enums.Size.Down,
            outputProfile: "srgb",
            optionString: strictness
        );
        using var image = _suffix == ".jpg" ? VipsPixels.Rgb(small) : Eight(small);
        using var killed = running.Watch(image);
        var written = _suffix switch
        {
            ".jpg" => image.JpegsaveBuffer(
                q: quality,
                optimizeCoding: IsOptimized((long)image.Width * image.Height),
                keep: Enums.ForeignKeep.None
            ),
            ".webp" => image.WebpsaveBuffer(q: quality, keep: Enums.ForeignKeep.None),
            _ => image.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None),
        };
        return new(written, new(request.MediaType, image.Width, image.Height));
    }

    // Transparency and grey stay, 16 bits do not: nobody looks at a thumbnail that closely.
    private static Image Eight(Image image)
    {
        using var colour =
            image.Bands >= 3 ? image.Colourspace(Enums.Interpretation.Srgb) : image.Colourspace(Enums.Interpretation.Bw);
        return colour.Cast(Enums.BandFormat.Uchar);
    }
}
