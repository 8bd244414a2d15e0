namespace ImageTagging.Imaging.Tests;

public sealed class ImageTypeTests
{
    [Theory]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("cmyk", "image/jpeg")]
    [InlineData("16 bit", "image/png")]
    [InlineData("webp", "image/webp")]
    [InlineData("tiff", "image/tiff")]
    [InlineData("gif", "image/gif")]
    [InlineData("avif", "image/avif")]
    public void A_type_is_told_by_content(string kind, string type) =>
        Assert.Equal(type, ImageType.Sniff(Pictures.Variant(kind).AsSpan(0, ImageType.BytesNeeded)));

    [Fact]
    public void Types_without_a_decoder_are_known_by_name()
    {
        Assert.Equal("image/bmp", ImageType.Sniff([(byte)'B', (byte)'M', 1, 2, 3, 4, 0, 0, 0, 0, 54]));
        Assert.Equal("image/jxl", ImageType.Sniff([0xFF, 0x0A, 1]));
        Assert.Equal("image/heic", ImageType.Sniff([0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8]));
        Assert.Equal("image/avif", ImageType.Sniff([0, 0, 0, 28, .. "ftypmif1"u8, 0, 0, 0, 0, .. "mif1avif"u8]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF")]
    [InlineData("This is no picture.")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("%PDF-1.7 and more of it to be long enough")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0isommp41")]
    public void What_is_no_picture_has_no_type(string text) =>
        Assert.Null(ImageType.Sniff(System.Text.Encoding.Latin1.GetBytes(text)));
}
