using ImageTagging.Imaging;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Rekognition.Tests;

/// <summary>With the real codec.</summary>
public sealed class ImagingTests
{
    [Fact]
    public async Task A_webp_arrives_as_a_jpeg_of_the_same_size()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        var codec = new VipsImageCodec();
        var photo = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "space", "rocket.jpg"));
        var webp = await codec.EncodeAsync(photo, new() { MediaType = "image/webp" });

        var result = await new RekognitionLabelTagger(client, codec: codec).TagAsync(
            Doubles.ImageOf(new("/pictures"), "rocket.webp", webp.Content.ToArray())
        );

        Assert.Equal(RekognitionOutcome.Served, Assert.Single(server.Calls).Outcome);
        Assert.Equal((webp.Facts.Width, webp.Facts.Height), (result.Width, result.Height));
        Assert.NotEmpty(result.Labels);
    }

    [Fact]
    public async Task A_picture_over_the_limit_is_resized_under_it()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        var codec = new VipsImageCodec();
        // Noise does not compress: over 5 MB as a PNG.
        var noise = Noise(1600, 1200);
        Assert.True(noise.Length > 5 << 20);

        var result = await new RekognitionLabelTagger(client, codec: codec).TagAsync(
            Doubles.ImageOf(new("/pictures"), "noise.png", noise)
        );

        var call = Assert.Single(server.Calls);
        Assert.Equal(RekognitionOutcome.Served, call.Outcome);
        Assert.InRange(call.ByteCount!.Value, 1, 5 << 20);
        Assert.Equal((1600, 1200), (result.Width, result.Height));
    }

    [Fact]
    public async Task A_damaged_file_of_another_type_is_refused()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await new RekognitionLabelTagger(client, codec: new VipsImageCodec()).TagAsync(
                Doubles.ImageOf(new("/pictures"), "a.jpg", "This is no picture."u8.ToArray())
            )
        );

        Assert.Equal(FailureKind.Refused, fault.Kind);
        Assert.Equal(0, server.CallCount);
    }

    private static byte[] Noise(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(11).NextBytes(pixels);
        using var image = NetVips.Image.NewFromMemory(pixels, width, height, 3, NetVips.Enums.BandFormat.Uchar);
        return image.PngsaveBuffer(compression: 1);
    }
}
