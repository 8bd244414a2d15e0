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

    public EncodedImage Encode(ReadOnlyMemory<byte> content, ImageFacts facts, VipsOperation.Running running)
    {
        var bytes = VipsHeader.ArrayOf(content);
        var longest = Math.Max(facts.Width, facts.Height);
        var side = request.MaxSide > 0 ? Math.Min(request.MaxSide, longest) : longest;
        try
        {
            while (true)
            {
                var last = Once(bytes, side, request.Quality, running);
                for (var i = 0; i < LowerQualities.Length && TooLong(last) && _suffix != ".png"; i++)
                {
                    if (LowerQualities[i] < request.Quality)
                    {
                        last = Once(bytes, side, LowerQualities[i], running);
                    }
                }

                if (!TooLong(last))
                {
                    return last;
                }

                if (side == 1)
                {
                    throw Faults.Refused("CannotFit", $"The picture cannot be made to fit into {request.MaxBytes} bytes.");
                }

                // Bytes go about with the area; a little less, so that the next try is likely the last.
                var ratio = Math.Sqrt(request.MaxBytes / (double)last.Content.Length) * 0.95;
                side = Math.Max(1, Math.Min(side - 1, (int)(side * ratio)));
            }
        }
        catch (VipsException fault)
        {
            throw running.Ended(fault) ?? Faults.Undecodable(facts.MediaType, fault);
        }
    }

    private bool TooLong(EncodedImage image) => request.MaxBytes > 0 && image.Content.Length > request.MaxBytes;

    private EncodedImage Once(byte[] bytes, int side, int quality, VipsOperation.Running running)
    {
        using var small = Image.ThumbnailBuffer(
            bytes,
            side,
            height: side,
            size: Enums.Size.Down,
            outputProfile: "srgb",
            optionString: VipsHeader.Strict
        );
        using var image = _suffix == ".jpg" ? VipsPixels.Rgb(small) : Eight(small);
        using var killed = running.Watch(image);
        var written = _suffix switch
        {
            ".jpg" => image.JpegsaveBuffer(q: quality, optimizeCoding: true, keep: Enums.ForeignKeep.None),
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
