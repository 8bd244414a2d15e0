namespace ImageTagging.Imaging.Tests;

/// <summary>Pictures of kinds that libvips comes without a decoder for.</summary>
public sealed class PlainPictureTests
{
    private readonly VipsImageCodec _codec = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. PlainFiles.Types.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_pixel_is_what_was_written(string kind)
    {
        const int Width = PlainFiles.Width;
        const int Height = PlainFiles.Height;
        var file = PlainFiles.Make(kind);
        Assert.Equal(new ImageFacts(PlainFiles.Types[kind], Width, Height), _codec.Probe(file));
        var pixels = new byte[Width * Height * 3];
        var placement = await _codec.DecodeAsync(file, new(Width, Height, PixelFit.Stretch), pixels, Cancel);
        Assert.Equal(PlainFiles.Types[kind], placement.Facts.MediaType);
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y, channel) = (i / 3 % Width, i / 3 / Width, i % 3);
            var expected = kind == "ico with a png" ? (channel == 1 ? 0 : 255) : PlainFiles.Sample(kind, x, y, channel);
            Assert.True(expected == pixels[i], $"{kind}: {x},{y} has {pixels[i]} in place of {expected} ({channel}).");
        }

        var thumbnail = await _codec.EncodeAsync(file, new() { MediaType = "image/webp", MaxSide = 8 }, Cancel);
        Assert.Equal(8, thumbnail.Facts.Width);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_cut_short_is_refused(string kind)
    {
        var whole = PlainFiles.Make(kind);
        // In text and in runs the last bytes may be the end alone, behind an icon its mask.
        foreach (var length in (int[])[20, whole.Length / 3, whole.Length * 2 / 3])
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await _codec.DecodeAsync(whole.AsMemory(0, length), new(16, 16), new byte[16 * 16 * 3], Cancel)
            );
            Assert.Equal(FailureKind.Refused, fault.Kind);
        }
    }

    [Fact]
    public void A_header_that_promises_too_much_costs_nothing()
    {
        byte[][] bombs =
        [
            [.. "P6 30000 30000 255\n"u8, .. new byte[64]],
            [.. "8BPS"u8, 0, 1, .. new byte[6], 0, 3, 0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 0, 8, 0, 3, .. new byte[14]],
            [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 24, 0, .. new byte[64]],
            [.. "BM"u8, .. new byte[12], 40, 0, 0, 0, 0x30, 0x75, 0, 0, 0x30, 0x75, 0, 0, 1, 0, 24, .. new byte[64]],
        ];
        foreach (var bomb in bombs)
        {
            Assert.Equal("TooManyPixels", Assert.Throws<ImageTaggingException>(() => _codec.Probe(bomb)).Code);
        }
    }

    [Theory]
    [InlineData("P7 is no picture here")]
    [InlineData("Just a text")]
    [InlineData("\0\0\u0002\0 almost a Targa")]
    public void What_only_begins_alike_is_told_apart(string content) =>
        Assert.NotEqual("image/x-tga", ImageType.Sniff(System.Text.Encoding.Latin1.GetBytes(content)));
}
