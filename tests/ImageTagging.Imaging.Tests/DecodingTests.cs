namespace ImageTagging.Imaging.Tests;

public sealed class DecodingTests
{
    private readonly VipsImageCodec _codec = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds =>
        ["jpeg", "webp", "tiff", "avif", "gif", "cmyk", "16 bit", "transparent", "animated", "grey"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_of_picture_decodes_to_the_same_photograph(string kind)
    {
        var picture = Pictures.Variant(kind);
        Assert.Equal((600, 400), (_codec.Probe(picture).Width, _codec.Probe(picture).Height));
        // CMYK inks and palettes are narrower than the screen's colours; grey has none.
        var tolerance = kind switch
        {
            "cmyk" => 30,
            "gif" or "animated" => 12,
            "grey" => 60,
            _ => 6,
        };
        Assert.InRange(Difference(await Pixels(Pictures.Coffee), await Pixels(picture)), 0, tolerance);
        var hashes = (await _codec.HashAsync(Pictures.Coffee, Cancel), await _codec.HashAsync(picture, Cancel));
        Assert.InRange(hashes.Item1.DistanceTo(hashes.Item2), 0, 8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_rotated_picture_is_upright(int orientation)
    {
        var picture = Pictures.Rotated(orientation);
        Assert.Equal(new ImageFacts("image/jpeg", 600, 400), _codec.Probe(picture));
        Assert.InRange(Difference(await Pixels(Pictures.Coffee), await Pixels(picture)), 0, 6);
        var thumbnail = await _codec.EncodeAsync(picture, new() { MaxSide = 100 }, Cancel);
        Assert.Equal((100, 67), (thumbnail.Facts.Width, thumbnail.Facts.Height));
    }

    [Fact]
    public async Task One_pixel_becomes_as_many_as_are_asked_for()
    {
        var pixels = await Pixels(Pictures.Solid(1, 1, [10, 200, 30]));
        Assert.All(pixels.Chunk(3), p => Assert.Equal([10, 200, 30], p));
    }

    [Fact]
    public async Task Transparency_is_laid_over_white()
    {
        var pixels = await Pixels(Pictures.Solid(20, 20, [200, 0, 0, 0]));
        Assert.All(pixels, p => Assert.Equal(255, p));
    }

    [Fact]
    public async Task A_letterboxed_picture_lies_in_the_middle_and_boxes_find_back()
    {
        var request = new PixelRequest(100, 100, PixelFit.Letterbox, Fill: 7);
        var pixels = new byte[request.Length];
        var placement = await _codec.DecodeAsync(Pictures.Solid(200, 100, [255, 255, 255]), request, pixels, Cancel);
        Assert.Equal((0d, 25d, 0.5, 0.5), (placement.OffsetX, placement.OffsetY, placement.ScaleX, placement.ScaleY));
        Assert.Equal([7, 7, 7], pixels[..3]);
        Assert.Equal([255, 255, 255], pixels.AsSpan(50 * 300, 3).ToArray());
        Assert.Equal(new BoundingBox(0, 0, 1, 1), placement.ToPicture(0, 25, 100, 75));
        Assert.Equal(new BoundingBox(0.5, 0.5, 0.5, 0.5, 90), placement.ToPicture(50, 50, 300, 300, 90));
    }

    [Fact]
    public async Task A_cropped_picture_shows_its_middle_and_boxes_find_back()
    {
        var request = new PixelRequest(100, 100, PixelFit.Crop);
        var pixels = new byte[request.Length];
        var placement = await _codec.DecodeAsync(Pictures.Solid(200, 100, [9, 9, 9]), request, pixels, Cancel);
        Assert.All(pixels, p => Assert.Equal(9, p));
        var box = placement.ToPicture(0, 0, 100, 100);
        Assert.Equal((0.25, 0d, 0.5, 1d), (box.Left, box.Top, box.Width, box.Height));
    }

    [Fact]
    public async Task A_part_of_a_larger_array_decodes_as_well()
    {
        byte[] padded = [1, 2, 3, .. Pictures.Coffee, 4, 5];
        var request = new PixelRequest(64, 64);
        var pixels = new byte[request.Length];
        await _codec.DecodeAsync(padded.AsMemory(3, padded.Length - 5), request, pixels, Cancel);
        Assert.Equal(await Pixels(Pictures.Coffee), pixels);
    }

    [Fact]
    public async Task Another_picture_has_another_hash()
    {
        var other = await File.ReadAllBytesAsync(Path.Combine(TestSupport.TestPaths.Photos, "people", "astronaut.png"), Cancel);
        var distance = (await _codec.HashAsync(Pictures.Coffee, Cancel)).DistanceTo(await _codec.HashAsync(other, Cancel));
        Assert.InRange(distance, 16, 64);
        Assert.Equal(16, (await _codec.HashAsync(other, Cancel)).ToString().Length);
    }

    private async Task<byte[]> Pixels(byte[] picture)
    {
        var request = new PixelRequest(64, 64);
        var pixels = new byte[request.Length];
        await _codec.DecodeAsync(picture, request, pixels, Cancel);
        return pixels;
    }

    private static double Difference(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();
}
