using CsCheck;
using ImageTagging.Rekognition.Tagging;
using ImageTagging.TestSupport;

namespace ImageTagging.Rekognition.Tests;

public sealed class ImageHeaderTests
{
    [Theory]
    [InlineData(1, 640, 480)]
    [InlineData(3, 640, 480)]
    [InlineData(5, 480, 640)]
    [InlineData(6, 480, 640)]
    [InlineData(8, 480, 640)]
    public void A_jpegs_size_is_the_upright_one(int orientation, int width, int height)
    {
        foreach (var little in (bool[])[true, false])
        {
            Assert.Equal(new("image/jpeg", width, height), ImageHeader.Read(Pictures.Jpeg(640, 480, orientation, little)));
        }
    }

    [Fact]
    public void A_pngs_size_stands_in_its_header() =>
        Assert.Equal(new("image/png", 300, 200), ImageHeader.Read(Pictures.Png(300, 200)));

    [Fact]
    public void Every_photograph_of_the_samples_is_recognised()
    {
        var photos = Directory
            .EnumerateFiles(TestPaths.Photos, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".jpg" or ".jpeg" or ".png")
            .ToArray();
        Assert.NotEmpty(photos);
        Assert.All(
            photos,
            file =>
            {
                var facts = ImageHeader.Read(File.ReadAllBytes(file));
                Assert.NotNull(facts);
                Assert.InRange(facts.Width, 10, 10_000);
                Assert.InRange(facts.Height, 10, 10_000);
            }
        );
    }

    [Fact]
    public void Whatever_bytes_come_it_answers_and_never_throws() =>
        Gen.Select(Gen.Int[0, 3], Gen.Byte.Array[0, 200], Gen.Int[0, 120], Gen.Byte)
            .Sample(
                (kind, noise, at, value) =>
                {
                    var bytes = kind switch
                    {
                        0 => noise,
                        1 => [0xFF, 0xD8, 0xFF, .. noise],
                        2 => Changed(Pictures.Jpeg(640, 480, 6), at, value),
                        _ => Changed(Pictures.Png(640, 480), at % 64, value),
                    };
                    var facts = ImageHeader.Read(bytes);
                    Assert.True(facts is null || (facts.Width > 0 && facts.Height > 0));
                    ImageHeader.Read(bytes.AsSpan(0, bytes.Length * at / 121));
                },
                iter: Trials.Count(50_000)
            );

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        bytes[at] = value;
        return bytes;
    }
}
