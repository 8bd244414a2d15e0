using System.Buffers.Binary;
using System.Text;
using ImageTagging.Imaging.Tests;
using static ImageTagging.Metadata.Tests.TaggedPicture;
using static ImageTagging.Metadata.Tests.VideoFactsTests;

namespace ImageTagging.Metadata.Tests;

/// <summary>Facts behind the first 256 KiB of pictures that lie far away: one more part is read where the beginning says which.</summary>
public sealed class FarFactsTests
{
    private const int Beginning = 256 << 10;
    private const int MostOfPart = 1 << 20;
    private const int Pixels = 3 << 20;
    private static readonly byte[] s_packet = Encoding.UTF8.GetBytes(Packet("<xmp:Rating>4</xmp:Rating>"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Kinds =>
        new()
        {
            { "png", Beginning },
            { "png of one chunk", Beginning },
            { "tiff", MostOfPart },
            { "tiff, values behind", MostOfPart },
            { "big tiff", MostOfPart },
            { "webp", MostOfPart },
            { "heic", 10_000 },
            { "jxl", MostOfPart },
            { "mov", MostOfPart },
            { "mov of 64 bits", MostOfPart },
            { "mov with a long head", MostOfPart },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_stands_behind_the_pixels_is_one_more_part(string kind, int most)
    {
        var picture = Make(kind);
        var source = new FarSource(picture);
        var result = await TagAsync(source);
        Assert.Equal(4, result.Facts!.Rating?.Value);
        Assert.Null(result.Warning);
        Assert.Equal((0, Beginning), source.Asked[0]);
        var (from, length) = Assert.Single(source.Asked.Skip(1));
        Assert.InRange(length, 1, most);
        Assert.InRange(from, 0, picture.Length - length);

        // As it is read where it is near.
        var near = await new PhotoFactsReader().ReadAsync(
            new()
            {
                Name = "a.jpg",
                Content = picture,
                ModifiedAt = source.Listing.ModifiedAt,
            },
            Cancel
        );
        Assert.Equal((4, near.Facts.Taken?.Value), (near.Facts.Rating!.Value, result.Facts.Taken?.Value));
    }

    [Fact]
    public async Task A_TIFF_tells_when_and_where_from_directories_far_behind()
    {
        var tiff = new TiffFile();
        tiff.Add(new byte[Pixels]);
        var exif = tiff.Directory(0, (0x9003, "2019:07:04 12:34:56"), (0x829D, new (uint, uint)[] { (28, 10) }));
        var gps = tiff.Directory(
            0,
            (1, "N"),
            (2, new (uint, uint)[] { (48, 1), (12, 1), (0, 1) }),
            (3, "E"),
            (4, new (uint, uint)[] { (16, 1), (30, 1), (0, 1) })
        );
        var source = new FarSource(tiff.End(tiff.Directory(0, (0x110, "EOS R5"), (0x8769, exif), (0x8825, gps))));
        var facts = (await TagAsync(source)).Facts!;
        Assert.Equal(("EOS R5", 2.8), (facts.CameraModel!.Value, facts.Aperture!.Value));
        Assert.Equal(new DateTime(2019, 7, 4, 12, 34, 56), facts.Taken!.Value.Local);
        Assert.Equal((48.2, 16.5), (facts.Position!.Value.Latitude, facts.Position.Value.Longitude));
        Assert.Equal(2, source.Asked.Count);
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png with XMP in front")]
    [InlineData("tiff with all in front")]
    [InlineData("webp without metadata")]
    [InlineData("gif")]
    public async Task Where_nothing_is_missed_nothing_more_is_read(string kind)
    {
        var source = new FarSource(Make(kind));
        var result = await TagAsync(source);
        Assert.Null(result.Warning);
        Assert.Equal([(0L, Beginning)], source.Asked);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_source_that_reads_from_the_start_only_loses_those_facts_and_no_others(string kind, int most)
    {
        Assert.True(most > 0);
        var source = new FarSource(Make(kind), knowsParts: false);
        Assert.Null((await TagAsync(source)).Facts!.Rating);
        Assert.Equal(2, source.Asked.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Damaged_files_cost_one_part_at_most(string kind, int most)
    {
        Assert.True(most > 0);
        var picture = Make(kind);
        var random = new Random(73);
        for (var i = 0; i < 200; i++)
        {
            var damaged = (byte[])picture.Clone();
            for (var j = 0; j < 4; j++)
            {
                damaged[random.Next(200)] = (byte)random.Next(256);
                damaged[^random.Next(1, 600)] = (byte)random.Next(256);
            }

            var source = new FarSource(damaged);
            try
            {
                await TagAsync(source);
            }
            catch (ImageTaggingException fault)
            {
                Assert.Equal(FailureKind.Refused, fault.Kind);
            }

            Assert.InRange(source.Asked.Count, 1, 2);
            Assert.All(source.Asked, a => Assert.InRange(a.Most, 1, MostOfPart));
        }
    }

    private static async Task<TaggerResult> TagAsync(FarSource source)
    {
        using var image = new ImageToTag(source, source.Listing);
        return await new MetadataTagger().TagAsync(image, Cancel);
    }

    private static byte[] Make(string kind)
    {
        var pixels = new byte[Pixels];
        switch (kind)
        {
            case "jpg":
                return [.. WithXmp("<xmp:Rating>4</xmp:Rating>"), .. pixels];
            case "gif":
                return [.. "GIF89a"u8, .. pixels];
            case "png":
                // Of chunks as programs write them.
                return Png([
                    .. Enumerable.Range(0, Pixels / 8192).Select(_ => Chunk("IDAT", new byte[8192])),
                    Text(),
                    Chunk("IEND", []),
                ]);
            case "png of one chunk":
                return Png(Chunk("IDAT", pixels), Text(), Chunk("IEND", []));
            case "png with XMP in front":
                return Png(Text(), Chunk("IDAT", pixels), Chunk("IEND", []));
            case "tiff with all in front":
                var front = new TiffFile();
                var strips = front.Directory(0, (273, new uint[] { 500_000, 900_000 }), (700, s_packet));
                return [.. front.End(strips), .. pixels];
            case "tiff":
                var tiff = new TiffFile();
                tiff.Add(pixels);
                return tiff.End(tiff.Directory(0, (700, s_packet)));
            case "tiff, values behind":
                // The directory comes first, as some programs write it, the packet last.
                var behind = new TiffFile();
                var directory = behind.Directory(0, (700, ((uint)s_packet.Length, 8u + 18 + Pixels)));
                behind.Add(pixels);
                behind.Add(s_packet);
                return behind.End(directory);
            case "big tiff":
                byte[] entry =
                [
                    0xBC,
                    0x02,
                    7,
                    0,
                    .. BitConverter.GetBytes((long)s_packet.Length),
                    .. BitConverter.GetBytes(16L + Pixels),
                ];
                return
                [
                    .. "II"u8,
                    43,
                    0,
                    8,
                    0,
                    0,
                    0,
                    .. BitConverter.GetBytes(16L + Pixels + s_packet.Length),
                    .. pixels,
                    .. s_packet,
                    .. BitConverter.GetBytes(1L),
                    .. entry,
                    .. new byte[8],
                ];
            case "webp":
                return WebP(0x04, ("VP8 ", pixels), ("XMP ", s_packet));
            case "webp without metadata":
                return WebP(0, ("VP8 ", pixels));
            case "jxl":
                return
                [
                    .. (byte[])[0, 0, 0, 12],
                    .. "JXL \r\n\u0087\n"u8.ToArray()[..4],
                    .. (byte[])[13, 10, 0x87, 10],
                    .. Box("jxlc", pixels),
                    .. Box("xml ", s_packet),
                ];
            case "heic":
                return Heic(pixels);
            default:
                byte[] moov = Box(
                    "moov",
                    Header(new(2020, 11, 20, 14, 4, 36)),
                    Box("udta", Box("XMP_", s_packet)),
                    kind == "mov with a long head" ? Box("free", new byte[2 << 20]) : []
                );
                byte[] mdat =
                    kind == "mov of 64 bits" ? [0, 0, 0, 1, .. "mdat"u8, .. Big(Pixels + 16L), .. pixels] : Box("mdat", pixels);
                return [.. Box("ftyp", "qt  \0\0\0\0qt  "u8.ToArray()), .. mdat, .. moov];
        }
    }

    private static byte[] Heic(byte[] pixels)
    {
        byte[] Full(params byte[] rest) => [0, 0, 0, 0, .. rest];
        byte[] info = [2, 0, 0, 0, 0, 1, 0, 0, .. "mime\0application/rdf+xml\0"u8];
        byte[] Meta(uint at) =>
            Box(
                "meta",
                Full(),
                Box("iinf", Full(0, 1), Box("infe", info)),
                Box("iloc", Full(0x44, 0, 0, 1, 0, 1, 0, 0, 0, 1), Big32(at), Big32((uint)s_packet.Length))
            );
        byte[] start = Box("ftyp", "heic\0\0\0\0heic"u8.ToArray());
        var at = (uint)(start.Length + Meta(0).Length + 8 + pixels.Length);
        return [.. start, .. Meta(at), .. Box("mdat", pixels, s_packet)];
    }

    private static byte[] WebP(byte flags, params (string Type, byte[] Data)[] chunks)
    {
        byte[] body =
        [
            .. "WEBPVP8X"u8,
            10,
            0,
            0,
            0,
            flags,
            .. new byte[9],
            .. chunks.SelectMany(c =>
                (byte[])
                    [
                        .. Encoding.ASCII.GetBytes(c.Type),
                        .. BitConverter.GetBytes(c.Data.Length),
                        .. c.Data,
                        .. new byte[c.Data.Length & 1],
                    ]
            ),
        ];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length), .. body];
    }

    private static byte[] Png(params byte[][] chunks) =>
        [0x89, .. "PNG\r\n"u8, 0x1A, 10, .. Chunk("IHDR", new byte[13]), .. chunks.SelectMany(c => c)];

    private static byte[] Text() => Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. s_packet]);

    private static byte[] Chunk(string type, byte[] data) =>
        [.. Big32((uint)data.Length), .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];

    private static byte[] Big32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
