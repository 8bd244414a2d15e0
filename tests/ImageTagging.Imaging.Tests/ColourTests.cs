using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Imaging.Tests;

public sealed class ColourTests
{
    // What sRGB, and CMYK, can show.
    private static readonly byte[][] s_colours =
    [
        [230, 30, 25],
        [40, 160, 60],
        [50, 75, 145],
        [128, 128, 128],
    ];
    private readonly VipsImageCodec _codec = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Kinds =>
        new()
        {
            { "Display P3", 3 },
            { "Display P3, 16 bit", 2 },
            { "Adobe RGB", 6 },
            { "Adobe RGB, 16 bit", 2 },
            // Inks are narrower than the screen's colours.
            { "CMYK with its profile", 25 },
            { "CMYK without a profile", 25 },
            { "sRGB, 16 bit", 1 },
            { "broken profile", 3 },
            { "profile of another kind of picture", 3 },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Pixels_and_thumbnails_are_srgb(string kind, int tolerance)
    {
        using var srgb = Squares();
        using var folder = new TempFolder();
        var picture = Make(srgb, kind, folder);
        await Shows(s_colours, picture, tolerance);
    }

    [Theory]
    [InlineData("png", 8)]
    [InlineData("png", 16)]
    [InlineData("jpg", 8)]
    public async Task Grey_is_as_light_as_its_profile_says(string suffix, int bits)
    {
        using var squares = Squares();
        using var grey = squares.Colourspace(bits == 16 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Bw);
        var levels = new[] { 0, 1, 2, 3 }
            .Select(i => (byte)(grey.Getpoint((i % 2 * 64) + 32, (i / 2 * 64) + 32)[0] / (bits == 16 ? 257 : 1)))
            .ToArray();
        await Shows([.. levels.Select(l => new[] { l, l, l })], grey.WriteToBuffer("." + suffix), 2);
        // A linear value v is the screen's v^(1/2.2), nearly.
        using var linear = grey.Mutate(m => m.Set(GValue.BlobType, "icc-profile-data", IccProfile.Grey(1)));
        byte[][] lighter = [.. levels.Select(l => (byte)(Math.Pow(l / 255d, 1 / 2.2) * 255)).Select(l => new[] { l, l, l })];
        await Shows(lighter, linear.WriteToBuffer("." + suffix), 6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_pages_the_first_is_shown(bool isDeep)
    {
        using var first = Squares();
        using var second = first.Invert();
        using var both = first.Join(second, Enums.Direction.Vertical);
        using var bits = isDeep ? both.Colourspace(Enums.Interpretation.Rgb16) : both.Copy();
        using var pages = bits.Mutate(m => m.Set(GValue.GIntType, "page-height", 128));
        var tiff = pages.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw);
        using (var all = Image.NewFromBuffer(tiff, kwargs: new() { { "n", -1 } }))
        {
            Assert.Equal(256, all.Height);
        }

        await Shows(s_colours, tiff, 1);
    }

    /// <summary>A hundred megapixels and more, as cameras of medium format and panoramas have.</summary>
    [Theory]
    [InlineData("png", 1)]
    [InlineData("jpg", 3)]
    [InlineData("tif", 1)]
    [InlineData("tif of tiles", 1)]
    [InlineData("jpg, progressive", 3)]
    public async Task A_hundred_megapixels_are_shown(string kind, int tolerance)
    {
        using var squares = Squares();
        using var large = squares.Zoom(80, 80);
        Assert.True((long)large.Width * large.Height >= 100_000_000);
        using var folder = new TempFolder();
        var file = folder.File("large." + kind[..3]);
        switch (kind)
        {
            case "png":
                large.Pngsave(file, compression: 1);
                break;
            case "tif":
                large.Tiffsave(file, compression: Enums.ForeignTiffCompression.Deflate);
                break;
            case "tif of tiles":
                large.Tiffsave(file, compression: Enums.ForeignTiffCompression.Deflate, tile: true);
                break;
            default:
                large.Jpegsave(file, q: 95, interlace: kind.EndsWith("progressive", StringComparison.Ordinal));
                break;
        }

        await Shows(s_colours, await File.ReadAllBytesAsync(file, Cancel), tolerance);
    }

    private async Task Shows(byte[][] colours, byte[] picture, int tolerance)
    {
        var request = new PixelRequest(128, 128);
        var pixels = new byte[request.Length];
        await _codec.DecodeAsync(picture, request, pixels, Cancel);
        var thumbnail = await _codec.EncodeAsync(picture, new() { MediaType = "image/png", MaxSide = 128 }, Cancel);
        using var small = Image.NewFromBuffer(thumbnail.Content.ToArray());
        Assert.False(small.Contains("icc-profile-data"));
        for (var i = 0; i < colours.Length; i++)
        {
            var (x, y) = ((i % 2 * 64) + 32, (i / 2 * 64) + 32);
            var decoded = pixels.AsSpan(((y * 128) + x) * 3, 3).ToArray();
            var point = small.Getpoint(x, y);
            var shown = point.Length < 3 ? Enumerable.Repeat((byte)point[0], 3) : point.Take(3).Select(v => (byte)v);
            Assert.All(decoded.Zip(colours[i]), p => Assert.InRange((int)p.First, p.Second - tolerance, p.Second + tolerance));
            Assert.All(shown.Zip(colours[i]), p => Assert.InRange((int)p.First, p.Second - tolerance, p.Second + tolerance));
        }
    }

    private static byte[] Make(Image srgb, string kind, TempFolder folder)
    {
        switch (kind)
        {
            case "Display P3":
                using (var p3 = srgb.IccTransform("p3", inputProfile: "srgb"))
                {
                    return p3.JpegsaveBuffer(q: 100, subsampleMode: Enums.ForeignSubsample.Off);
                }

            case "Display P3, 16 bit":
                using (var p3 = srgb.IccTransform("p3", inputProfile: "srgb", depth: 16))
                {
                    return p3.PngsaveBuffer(bitdepth: 16);
                }

            case "Adobe RGB"
            or "Adobe RGB, 16 bit":
                var profile = folder.File("adobe.icc");
                File.WriteAllBytes(profile, IccProfile.AdobeRgb());
                var isDeep = kind.EndsWith("16 bit", StringComparison.Ordinal);
                using (var adobe = srgb.IccTransform(profile, inputProfile: "srgb", depth: isDeep ? 16 : 8))
                {
                    return isDeep
                        ? adobe.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw)
                        : adobe.JpegsaveBuffer(q: 100, subsampleMode: Enums.ForeignSubsample.Off);
                }

            case "CMYK with its profile":
                using (var cmyk = srgb.IccTransform("cmyk", inputProfile: "srgb"))
                {
                    return cmyk.JpegsaveBuffer(q: 100);
                }

            case "CMYK without a profile":
                using (var cmyk = srgb.IccTransform("cmyk", inputProfile: "srgb"))
                {
                    return cmyk.JpegsaveBuffer(q: 100, keep: Enums.ForeignKeep.None);
                }

            case "sRGB, 16 bit":
                using (var deep = srgb.Colourspace(Enums.Interpretation.Rgb16))
                {
                    return deep.PngsaveBuffer(bitdepth: 16);
                }

            default:
                var wrong = kind == "broken profile" ? [.. IccProfile.AdobeRgb()[..200]] : IccProfile.Grey(1);
                using (var marked = srgb.Mutate(m => m.Set(GValue.BlobType, "icc-profile-data", wrong)))
                {
                    return marked.JpegsaveBuffer(q: 100, subsampleMode: Enums.ForeignSubsample.Off);
                }
        }
    }

    private static Image Squares()
    {
        using var squares = Image.Arrayjoin(
            [
                .. s_colours.Select(colour =>
                {
                    using var black = Image.Black(64, 64, bands: 3);
                    using var solid = black.Linear([1], [.. colour.Select(c => (double)c)]);
                    using var bytes = solid.Cast(Enums.BandFormat.Uchar);
                    return bytes.Copy(interpretation: Enums.Interpretation.Srgb);
                }),
            ],
            across: 2
        );
        return squares.CopyMemory();
    }
}
