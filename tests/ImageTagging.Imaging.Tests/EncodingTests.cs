using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Imaging.Tests;

public sealed class EncodingTests
{
    private readonly VipsImageCodec _codec = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("image/png")]
    [InlineData("image/webp")]
    public async Task A_thumbnail_has_the_type_and_the_side_that_were_asked_for(string type)
    {
        var thumbnail = await _codec.EncodeAsync(Pictures.Coffee, new() { MediaType = type, MaxSide = 120 }, Cancel);
        Assert.Equal(new ImageFacts(type, 120, 80), thumbnail.Facts);
        Assert.Equal(thumbnail.Facts, _codec.Probe(thumbnail.Content));
    }

    [Fact]
    public async Task A_small_picture_is_not_enlarged()
    {
        var thumbnail = await _codec.EncodeAsync(Pictures.Solid(30, 20, [1, 2, 3]), new() { MaxSide = 500 }, Cancel);
        Assert.Equal((30, 20), (thumbnail.Facts.Width, thumbnail.Facts.Height));
    }

    [Theory]
    [InlineData("image/jpeg", 20_000)]
    [InlineData("image/jpeg", 2_000)]
    [InlineData("image/png", 50_000)]
    [InlineData("image/webp", 5_000)]
    public async Task A_picture_is_made_to_fit_into_bytes(string type, int bytes)
    {
        var fitted = await _codec.EncodeAsync(Pictures.Coffee, new() { MediaType = type, MaxBytes = bytes }, Cancel);
        Assert.InRange(fitted.Content.Length, bytes / 4, bytes);
        Assert.Equal(fitted.Facts, _codec.Probe(fitted.Content));
    }

    [Fact]
    public async Task What_can_never_fit_is_refused()
    {
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _codec.EncodeAsync(Pictures.Coffee, new() { MaxBytes = 10 }, Cancel)
        );
        Assert.Equal("CannotFit", fault.Code);
    }

    [Theory]
    [InlineData("cmyk")]
    [InlineData("16 bit")]
    [InlineData("transparent")]
    [InlineData("animated")]
    [InlineData("grey")]
    public async Task Every_kind_of_picture_becomes_every_type(string kind)
    {
        foreach (var type in new[] { "image/jpeg", "image/png", "image/webp" })
        {
            var encoded = await _codec.EncodeAsync(Pictures.Variant(kind), new() { MediaType = type }, Cancel);
            Assert.Equal(new ImageFacts(type, 600, 400), encoded.Facts);
        }
    }

    [Fact]
    public async Task Where_it_was_taken_does_not_travel_along()
    {
        using var photo = NetVips.Image.NewFromBuffer(Pictures.Coffee);
        using var marked = photo.Mutate(m => m.Set(NetVips.GValue.GStrType, "exif-ifd0-ImageDescription", "at my home"));
        var picture = marked.JpegsaveBuffer();
        Assert.True(picture.AsSpan().IndexOf("at my home"u8) >= 0);
        var encoded = await _codec.EncodeAsync(picture, new(), Cancel);
        Assert.True(encoded.Content.Span.IndexOf("at my home"u8) < 0);
    }

    [Fact]
    public async Task Another_type_or_a_quality_out_of_range_is_the_callers_mistake()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
            await _codec.EncodeAsync(Pictures.Coffee, new() { MediaType = "image/gif" }, Cancel)
        );
        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
            await _codec.EncodeAsync(Pictures.Coffee, new() { Quality = 101 }, Cancel)
        );
    }

    [Fact]
    public void A_host_that_uses_imaging_gets_the_codec()
    {
        var services = new ServiceCollection();
        services.AddImageTagging().UseImaging(new() { MaxPixels = 5 });
        using var host = services.BuildServiceProvider();
        var codec = Assert.IsType<VipsImageCodec>(host.GetRequiredService<IImageCodec>());
        Assert.Throws<ImageTaggingException>(() => codec.Probe(Pictures.Coffee));
    }
}
