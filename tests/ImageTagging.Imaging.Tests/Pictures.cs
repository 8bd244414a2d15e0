using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Imaging.Tests;

/// <summary>Pictures of every odd kind, made from a photograph so that none has to be kept.</summary>
internal static class Pictures
{
    public static byte[] Coffee => File.ReadAllBytes(Path.Combine(TestPaths.Photos, "things", "coffee.png"));

    /// <summary>The same photograph as another kind of picture; all show it upright.</summary>
    public static byte[] Variant(string kind)
    {
        using var photo = Image.NewFromBuffer(Coffee);
        switch (kind)
        {
            case "jpeg":
                return photo.JpegsaveBuffer(q: 95);
            case "progressive":
                return photo.JpegsaveBuffer(q: 95, interlace: true);
            case "grey jpeg":
                using (var grey = photo.Colourspace(Enums.Interpretation.Bw))
                {
                    return grey.JpegsaveBuffer(q: 95);
                }

            case "webp":
                return photo.WebpsaveBuffer(q: 95);
            case "tiff":
                return photo.TiffsaveBuffer();
            case "avif":
                return photo.HeifsaveBuffer(q: 90, compression: Enums.ForeignHeifCompression.Av1, effort: 0);
            case "gif":
                return photo.GifsaveBuffer();
            case "cmyk":
                using (var cmyk = photo.Colourspace(Enums.Interpretation.Cmyk))
                {
                    return cmyk.JpegsaveBuffer(q: 95);
                }

            case "16 bit":
                using (var deep = photo.Colourspace(Enums.Interpretation.Rgb16))
                {
                    return deep.PngsaveBuffer(bitdepth: 16);
                }

            case "transparent":
                using (var opaque = photo.Bandjoin(255))
                {
                    return opaque.PngsaveBuffer();
                }

            case "animated":
                using (var negative = photo.Invert())
                using (var strip = photo.Join(negative, Enums.Direction.Vertical))
                using (var paged = strip.Mutate(m => m.Set(GValue.GIntType, "page-height", photo.Height)))
                {
                    return paged.GifsaveBuffer();
                }

            case "grey":
                using (var grey = photo.Colourspace(Enums.Interpretation.Bw))
                {
                    return grey.PngsaveBuffer();
                }

            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    /// <summary>A JPEG whose pixels are turned and whose EXIF says how to turn them back.</summary>
    public static byte[] Rotated(int orientation)
    {
        using var turned = Lying(orientation);
        using var marked = turned.Mutate(m => m.Set(GValue.GIntType, "orientation", orientation));
        return marked.JpegsaveBuffer(q: 95);
    }

    /// <summary>A JPEG whose pixels are turned, and that does not say so.</summary>
    public static byte[] Unmarked(int orientation)
    {
        using var turned = Lying(orientation);
        return turned.JpegsaveBuffer(q: 95, keep: Enums.ForeignKeep.None);
    }

    private static Image Lying(int orientation)
    {
        using var photo = Image.NewFromBuffer(Coffee);
        // What undoes each EXIF orientation, applied the other way round.
        return orientation switch
        {
            1 => photo.Copy(),
            2 => photo.Flip(Enums.Direction.Horizontal),
            3 => photo.Rot180(),
            4 => photo.Flip(Enums.Direction.Vertical),
            5 => Twice(photo.Rot90(), i => i.Flip(Enums.Direction.Horizontal)),
            6 => photo.Rot270(),
            7 => Twice(photo.Rot270(), i => i.Flip(Enums.Direction.Horizontal)),
            _ => photo.Rot90(),
        };
    }

    public static byte[] Solid(int width, int height, double[] colour, string suffix = ".png")
    {
        using var black = Image.Black(width, height, bands: colour.Length);
        using var solid = black.Linear([1], colour);
        using var bytes = solid.Cast(Enums.BandFormat.Uchar);
        using var rgb = bytes.Copy(interpretation: colour.Length < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        return rgb.WriteToBuffer(suffix);
    }

    private static Image Twice(Image first, Func<Image, Image> second)
    {
        using (first)
        {
            return second(first);
        }
    }
}
