using System.Text;
using ImageTagging.TestSupport;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

/// <summary>Sidecars, Takeout files and EXIF fields that were made, or damaged, so that reading them hurts.</summary>
public sealed class HostileFactsTests
{
    private const int Seed = 20261201;

    private static readonly string[] s_names =
    [
        "x:xmpmeta",
        "rdf:RDF",
        "rdf:Description",
        "rdf:li",
        "rdf:Bag",
        "rdf:value",
        "xmp:Rating",
        "exif:DateTimeOriginal",
        "exif:GPSLatitude",
        "exif:GPSLongitude",
        "exif:GPSAltitude",
        "exif:FNumber",
        "exif:ISOSpeedRatings",
        "tiff:Orientation",
        "dc:title",
        "dc:subject",
        "mwg-rs:Regions",
        "mwg-rs:Name",
        "mwg-rs:Type",
        "mwg-rs:Area",
        "mwg-kw:Keyword",
        "stArea:x",
        "stArea:w",
        "photoshop:DateCreated",
        "acdsee:categories",
        "",
        "a",
    ];

    private static readonly string[] s_values =
    [
        "",
        "x",
        "4",
        "-1",
        "28/10",
        "1/0",
        "1e308/1e-308",
        "1e999",
        "NaN",
        "∞",
        "9999-12-31T23:59:59.9999999+14:00",
        "2019-07-04T12:34:56.9996Z",
        "0001-01-01",
        "48,12.5N",
        "NaNN",
        "181,0E",
        "0.05",
        "&#xD800;",
        "&lt;Category Assigned=\"1\"&gt;a&lt;/Category&gt;",
        "\uD83D",
        "\0",
        "</",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Packets =>
        [
            "<rdf:li>sea</rdf:li>",
            "<rdf:value>sea</rdf:value>",
            "<rdf:RDF><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></rdf:RDF>",
            "<:>sea</:>",
        ];

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task An_item_of_no_property_is_passed_over(string packet)
    {
        var facts = await ReadAsync(sidecar: packet + Packet("<xmp:Rating>3</xmp:Rating>"));
        Assert.Equal(3, facts.Rating!.Value);
    }

    [Fact]
    public async Task A_fraction_of_thousands_of_fractions_is_no_number()
    {
        // Read by a method that calls itself for each, this ended the process.
        var long1 = string.Concat(Enumerable.Repeat("1/", 25_000)) + "1";
        var facts = await ReadAsync(
            sidecar: Packet($"<xmp:Rating>{long1}</xmp:Rating><exif:FNumber>{long1}</exif:FNumber><dc:title>a</dc:title>")
        );
        Assert.Equal("a", facts.Title!.Value);
        Assert.Null(facts.Rating);
    }

    [Theory]
    [InlineData("2019-07-04T12:34:56.9996Z", "2019-07-04T12:34:56.9990000")]
    [InlineData("2019-07-04T12:34:56.12345678901234Z", "2019-07-04T12:34:56.1230000")]
    [InlineData("2019-07-04T12:34:56.5", "2019-07-04T12:34:56.5000000")]
    [InlineData("9999-12-31T23:59:59.9999", null)]
    public async Task Fractions_of_a_second_never_reach_the_next(string written, string? read)
    {
        var facts = await ReadAsync(sidecar: Packet($"<exif:DateTimeOriginal>{written}</exif:DateTimeOriginal>"));
        Assert.Equal(read, facts.Taken?.Value.Local.ToString("O")[..27]);
    }

    [Theory]
    [InlineData("5", 500)]
    [InlineData("05", 50)]
    [InlineData("9996", 999)]
    [InlineData(" 12 ", 120)]
    [InlineData("9e99", 0)]
    [InlineData("5E3", 0)]
    [InlineData("-1", 0)]
    public void Fractions_of_exif_are_digits_and_nothing_else(string fraction, int milliseconds) =>
        Assert.Equal(
            new DateTime(2019, 7, 4, 12, 34, 56).AddMilliseconds(milliseconds),
            FactTimes.OfExif("2019:07:04 12:34:56", fraction, null)!.Local
        );

    [Theory]
    [InlineData("{\"\\ud800 is half a character\":1,\"description\":\"sea\"}")]
    [InlineData("{\"a\":[")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"photoTakenTime\":{\"timestamp\":\"99999999999999999999\"},\"geoData\":[],\"people\":{}}")]
    [InlineData("{\"geoData\":{\"latitude\":1e999,\"longitude\":1},\"people\":[null,1,{\"name\":null}]}")]
    public async Task A_damaged_takeout_file_loses_nothing_else(string takeout)
    {
        var read = await new PhotoFactsReader().ReadAsync(
            new() { Name = "20190704.jpg", Takeout = Encoding.UTF8.GetBytes(takeout) },
            Cancel
        );
        var facts = read.Facts;
        Assert.Equal(FactSource.FileName, facts.Taken!.Source);
        Assert.Null(facts.Position);
    }

    [Fact]
    public async Task A_takeout_file_with_a_byte_order_mark_is_read()
    {
        var read = await new PhotoFactsReader().ReadAsync(
            new() { Name = "a.jpg", Takeout = "\uFEFF{\"description\":\"sea\"}"u8.ToArray() },
            Cancel
        );
        Assert.Equal("sea", read.Facts.Description!.Value);
        Assert.Null(read.Warning);
    }

    [Fact]
    public async Task A_face_at_the_edge_keeps_the_side_that_is_on_the_picture()
    {
        const string Regions = """
            <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource"><mwg-rs:Name>Ann</mwg-rs:Name>
            <mwg-rs:Area stArea:x="0.05" stArea:y="0.95" stArea:w="0.2" stArea:h="0.2"/></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
            """;
        var box = (await ReadAsync(sidecar: Packet(Regions))).People.Single().Value.Box!.Value;
        Assert.Equal((0, 0.15, 0.85, 1), (box.Left, Round(box.Left + box.Width), Round(box.Top), Round(box.Top + box.Height)));
    }

    [Fact]
    public async Task A_long_text_is_cut_between_characters()
    {
        var title = new string('a', 3999) + string.Concat(Enumerable.Repeat("😀", 10));
        var facts = await ReadAsync(sidecar: Packet($"<dc:title>{title}</dc:title>"));
        Assert.Equal(new string('a', 3999), facts.Title!.Value);
    }

    [Fact]
    public async Task Any_packet_and_any_takeout_file_is_read_or_lost()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(20_000); i++)
        {
            var (packet, takeout) = (Tree(random, 6), Json(random, 4));
            try
            {
                var read = await new PhotoFactsReader().ReadAsync(
                    new()
                    {
                        Name = "a.jpg",
                        Content = InsertSegment([0xFF, 0xD8], 0xE1, [.. "Exif\0\0"u8, .. Exif(random)]),
                        Sidecars = [Encoding.UTF8.GetBytes(packet), Encoding.UTF8.GetBytes(Packet(packet))],
                        Takeout = Encoding.UTF8.GetBytes(takeout),
                    },
                    Cancel
                );
                var facts = read.Facts;
                Assert.True(facts.Rating is null or { Value: >= -1 and <= 5 });
                Assert.True(facts.Orientation is null or { Value: >= 1 and <= 8 });
                Assert.True(facts.Position is null or { Value.Latitude: >= -90 and <= 90, Value.Longitude: >= -180 and <= 180 });
                Assert.All(
                    facts.People.Select(p => p.Value.Box).OfType<BoundingBox>(),
                    b => Assert.True(b is { Left: >= 0, Top: >= 0 } && b.Left + b.Width <= 1.0001 && b.Top + b.Height <= 1.0001)
                );
                if (facts.Taken is { Value: { Offset: { } offset, Local: var local } })
                {
                    // Whoever sorts by time needs the instant.
                    _ = new DateTimeOffset(local, offset).ToUniversalTime();
                }
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {packet}\n{takeout}\n{fault}");
            }
        }
    }

    private static string Tree(Random random, int levels)
    {
        var name = Pick(random, s_names);
        var attributes = random.Next(3) == 0 ? $" {Pick(random, s_names)}=\"{Pick(random, s_values)}\"" : "";
        var inside =
            levels == 0 || random.Next(3) == 0
                ? Pick(random, s_values)
                : string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, levels - 1)));
        return random.Next(12) switch
        {
            0 => $"<{name}{attributes}/>",
            1 => $"<{name}{attributes}>{inside}",
            2 => inside,
            _ => $"<{name}{attributes}>{inside}</{name}>",
        };
    }

    private static string Json(Random random, int levels)
    {
        string[] names =
        [
            "photoTakenTime",
            "timestamp",
            "geoData",
            "geoDataExif",
            "latitude",
            "longitude",
            "altitude",
            "people",
            "name",
            "favorited",
            "description",
            "\\ud800",
        ];
        string[] values =
        [
            "1",
            "-1e999",
            "true",
            "null",
            "\"a\"",
            "\"\\udc00\"",
            "\"1562236496\"",
            "\"-99999999999\"",
            "{}",
            "[",
        ];
        return random.Next(levels == 0 ? 1 : 4) switch
        {
            0 => Pick(random, values),
            1 => $"[{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => Json(random, levels - 1)))}]",
            _ =>
                $"{{{string.Join(',', Enumerable.Range(0, random.Next(6)).Select(_ => $"\"{Pick(random, names)}\":{Json(random, levels - 1)}"))}}}",
        };
    }

    // A directory of fields of every type, whose values lie anywhere.
    private static byte[] Exif(Random random)
    {
        int[] tags =
        [
            0x8769,
            0x8825,
            0x9003,
            0x9291,
            0x9011,
            0x132,
            0x10F,
            0x112,
            0x4746,
            1,
            2,
            3,
            4,
            5,
            6,
            0x927C,
            0x829A,
            0x8827,
        ];
        using var bytes = new MemoryStream();
        bytes.Write("II*\0\u0008\0\0\0"u8);
        for (var directory = 0; directory < 3; directory++)
        {
            var fields = random.Next(1, 8);
            bytes.Write([(byte)fields, 0]);
            for (var i = 0; i < fields; i++)
            {
                bytes.Write(BitConverter.GetBytes((ushort)tags[random.Next(tags.Length)]));
                bytes.Write(BitConverter.GetBytes((ushort)random.Next(0, 19)));
                bytes.Write(BitConverter.GetBytes(random.Next(8) == 0 ? random.Next() : random.Next(24)));
                bytes.Write(BitConverter.GetBytes(random.Next(8) == 0 ? random.Next() : random.Next(200)));
            }

            bytes.Write(new byte[4]);
        }

        bytes.Write("9999:12:31 23:59:59\0 9e9 +14:00\0Apple iOS\0\0\u0001MM"u8);
        return bytes.ToArray();
    }

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];

    private static double Round(double value) => Math.Round(value, 9);

    private static async Task<PhotoFacts> ReadAsync(string sidecar) =>
        (
            await new PhotoFactsReader().ReadAsync(new() { Name = "a.jpg", Sidecars = [Encoding.UTF8.GetBytes(sidecar)] }, Cancel)
        ).Facts;
}
