using System.Buffers.Binary;
using System.Text;
using ImageTagging.Imaging.Tests;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

public sealed class RawFactsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_RAF_says_what_the_JPEG_in_it_says()
    {
        var preview = WithXmp("<xmp:Rating>4</xmp:Rating>");
        var raf = new byte[160 + preview.Length + 500];
        "FUJIFILMCCD-RAW 0201"u8.CopyTo(raf);
        BinaryPrimitives.WriteUInt32BigEndian(raf.AsSpan(84), 160);
        BinaryPrimitives.WriteUInt32BigEndian(raf.AsSpan(88), (uint)preview.Length);
        preview.CopyTo(raf, 160);
        Assert.Equal(4, (await ReadAsync(raf)).Rating!.Value);
        for (var length = 8; length < raf.Length; length += 211)
        {
            await ReadAsync(raf[..length]);
        }

        raf.AsSpan(84, 8).Fill(0xFF);
        Assert.Null((await ReadAsync(raf)).Rating);
    }

    [Fact]
    public async Task A_CR3_says_it_in_boxes_of_its_own()
    {
        var first = new TiffFile();
        var picture = first.End(
            first.Directory(0, (0x10F, "Canon"), (0x110, "EOS R5"), (0x112, 6u), (0x132, "2020:01:01 00:00:00"), (0x13B, "Ann"))
        );
        var second = new TiffFile();
        var exposure = second.End(
            second.Directory(0, (0x8827, 800u), (0x9003, "2019:07:04 12:34:56"), (0x829D, new (uint, uint)[] { (28, 10) }))
        );
        var fourth = new TiffFile("MM\0*");
        var position = fourth.End(
            fourth.Directory(
                0,
                (1, "N"),
                (2, new (uint, uint)[] { (48, 1), (12, 1), (0, 1) }),
                (3, "W"),
                (4, new (uint, uint)[] { (16, 1), (30, 1), (0, 1) })
            )
        );
        byte[] cr3 =
        [
            .. Box("ftyp", "crx \0\0\0\u0001crx isom"u8.ToArray()),
            .. Box(
                "moov",
                Box(
                    "uuid",
                    Convert.FromHexString("85c0b687820f11e08111f4ce462b6a48"),
                    Box("CMT1", picture),
                    Box("CMT2", exposure),
                    Box("CMT4", position)
                )
            ),
            .. Box(
                "uuid",
                Convert.FromHexString("be7acfcb97a942e89c71999491e3afac"),
                Encoding.UTF8.GetBytes(Packet("<xmp:Rating>3</xmp:Rating>"))
            ),
        ];
        var facts = await ReadAsync(cr3);
        Assert.Equal(("EOS R5", "Ann", 6), (facts.CameraModel!.Value, facts.Artist!.Value, facts.Orientation!.Value));
        Assert.Equal((800, 2.8, 3), (facts.Iso!.Value, facts.Aperture!.Value, facts.Rating!.Value));
        Assert.Equal(new DateTime(2019, 7, 4, 12, 34, 56), facts.Taken!.Value.Local);
        Assert.Equal((48.2, -16.5), (facts.Position!.Value.Latitude, facts.Position.Value.Longitude));
        for (var length = 12; length < cr3.Length; length += 7)
        {
            await ReadAsync(cr3[..length]);
        }
    }

    private static async Task<PhotoFacts> ReadAsync(byte[] content) =>
        (await new PhotoFactsReader().ReadAsync(new() { Name = "picture", Content = content }, Cancel)).Facts;

    private static byte[] Box(string type, params byte[][] parts)
    {
        byte[] body = [.. parts.SelectMany(p => p)];
        var size = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(size, (uint)body.Length + 8);
        return [.. size, .. Encoding.ASCII.GetBytes(type), .. body];
    }
}
