using System.IO.Compression;
using System.Text;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

/// <summary>Keywords and people as each program writes them.</summary>
public sealed class KeywordKindTests
{
    private const string People =
        "xmlns:mwg-rs=\"http://www.metadataworkinggroup.com/schemas/regions/\" xmlns:ext=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" ";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xmp/junk-after.jpg", "dog;cat")]
    [InlineData("xmp/amp-title.jpg", "dog")]
    [InlineData("xmp/undeclared-attr.jpg", "dog")]
    [InlineData("xmp/ctrlent.jpg", "dog;badcat")]
    [InlineData("xmp/i-split.jpg", "first;second;Köln")]
    [InlineData("xmp/latin1mix.jpg", "Größe;cat")]
    [InlineData("xmp/lastkeywordxmp-exiftool.jpg", "Cat<Animals<Mammals")]
    [InlineData("iptc/i-scaron.jpg", "Škoda")]
    [InlineData("iptc/i-euro.jpg", "100 €")]
    [InlineData("iptc/i-dash.jpg", "Berlin–Mitte")]
    [InlineData("files/iptc.png", "Größe;tree")]
    [InlineData("files/x.avif", "xpk;kw")]
    [InlineData("files/noeoi.jpg", "kw")]
    public async Task The_cases_have_exactly_their_keywords_with_their_places(string file, string expected) =>
        Assert.Equal(
            expected,
            Show(await Read(await File.ReadAllBytesAsync(TestSupport.TestPaths.RequireShared("cases/" + file), Cancel)))
        );

    [Fact]
    public async Task Keywords_of_the_metadata_working_group_are_a_tree()
    {
        const string Tree = """
            <mwg-kw:Keywords xmlns:mwg-kw="http://www.metadataworkinggroup.com/schemas/keywords/" rdf:parseType="Resource">
            <mwg-kw:Hierarchy><rdf:Bag>
              <rdf:li rdf:parseType="Resource"><mwg-kw:Keyword>Animals</mwg-kw:Keyword><mwg-kw:Applied>False</mwg-kw:Applied>
                <mwg-kw:Children><rdf:Bag>
                  <rdf:li rdf:parseType="Resource"><mwg-kw:Keyword>Cat</mwg-kw:Keyword></rdf:li>
                  <rdf:li mwg-kw:Keyword="Dog" mwg-kw:Applied="False"/>
                </rdf:Bag></mwg-kw:Children></rdf:li>
              <rdf:li rdf:parseType="Resource"><mwg-kw:Keyword>Travel</mwg-kw:Keyword><mwg-kw:Applied>True</mwg-kw:Applied></rdf:li>
            </rdf:Bag></mwg-kw:Hierarchy></mwg-kw:Keywords>
            """;
        Assert.Equal("Cat<Animals;Travel", Show(await Read(WithXmp(Tree))));
    }

    [Fact]
    public async Task Acdsee_writes_categories_that_are_assigned_and_keywords()
    {
        const string Acdsee = """
            <acdsee:categories xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/">&lt;Categories&gt;&lt;Category Assigned="0"&gt;Animals&lt;Category Assigned="1"&gt;Owl&lt;/Category&gt;&lt;Category Assigned="0"&gt;Fox&lt;/Category&gt;&lt;/Category&gt;&lt;/Categories&gt;</acdsee:categories>
            <acdsee:keywords xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/"><rdf:Bag><rdf:li>night</rdf:li></rdf:Bag></acdsee:keywords>
            """;
        Assert.Equal("Owl<Animals;night", Show(await Read(WithXmp(Acdsee))));
    }

    [Fact]
    public async Task Media_pro_writes_sets_and_people()
    {
        const string Space = " xmlns:mediapro=\"http://ns.iview-multimedia.com/mediapro/1.0/\"";
        var picture = WithXmp(
            $"<mediapro:CatalogSets{Space}><rdf:Bag><rdf:li>Trips|Rome</rdf:li></rdf:Bag></mediapro:CatalogSets>"
                + $"<mediapro:People{Space}><rdf:Bag><rdf:li>Ann</rdf:li></rdf:Bag></mediapro:People>"
        );
        Assert.Equal("Rome<Trips;Ann", Show(await Read(picture)));
    }

    [Fact]
    public async Task Names_of_people_are_those_of_faces_and_of_who_is_in_the_image()
    {
        const string Regions = $"""
            <mwg-rs:Regions {People} rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>
            <rdf:li><rdf:Description mwg-rs:Name="Ann" mwg-rs:Type="Face"/></rdf:li>
            <rdf:li rdf:parseType="Resource"><mwg-rs:Name>Bob &amp; Co</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li>
            <rdf:li rdf:parseType="Resource"><mwg-rs:Name>focus</mwg-rs:Name><mwg-rs:Type>Focus</mwg-rs:Type></rdf:li>
            </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
            <ext:PersonInImage {People}><rdf:Bag><rdf:li>Zoë</rdf:li><rdf:li>Ann</rdf:li></rdf:Bag></ext:PersonInImage>
            """;
        Assert.Equal("Ann;Bob & Co;Zoë", Show(await Read(WithXmp(Regions))));
    }

    [Fact]
    public async Task A_prefix_means_what_its_own_element_says()
    {
        const string Scoped = """
            <other xmlns="urn:x" xmlns:dc="urn:other"><dc:subject>wrong</dc:subject></other>
            <d:subject xmlns:d="http://purl.org/dc/elements/1.1/"><r:Bag xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:li>sea</r:li></r:Bag></d:subject>
            <subject xmlns="http://purl.org/dc/elements/1.1/"><rdf:Bag><rdf:li>coast</rdf:li></rdf:Bag></subject>
            <subject><rdf:Bag><rdf:li>nothing</rdf:li></rdf:Bag></subject>
            <dc:subject><rdf:Bag><rdf:li>boat</rdf:li></rdf:Bag></dc:subject>
            """;
        Assert.Equal("sea;coast;boat", Show(await Read(WithXmp(Scoped))));
    }

    public static TheoryData<string, bool> Encodings =>
        new()
        {
            { "utf-8", true },
            { "utf-16", true },
            { "utf-16", false },
            { "utf-16BE", true },
            { "utf-16BE", false },
            { "utf-32", false },
            { "utf-32BE", true },
        };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_packet_is_read_in_whatever_unicode_it_is(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] start = mark ? encoding.GetPreamble() : [];
        byte[] packet = [.. start, .. encoding.GetBytes(Packet(Bag("dc:subject", "sea", "Größe 😀")))];
        var picture = InsertSegment(Plain(), 0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. packet]);
        Assert.Equal("sea;Größe 😀", Show(await Read(picture)));
    }

    [Fact]
    public async Task An_extended_packet_is_joined_and_one_of_another_packet_left_alone()
    {
        var (mine, other) = (new string('A', 32), new string('B', 32));
        var extension = Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "boat", new string('x', 10), "harbour")));
        var main = Encoding.UTF8.GetBytes(
            Packet($"<xmpNote:HasExtendedXMP>{mine}</xmpNote:HasExtendedXMP>" + Bag("dc:subject", "sea"))
        );
        var picture = InsertSegment(Plain(), 0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. main]);
        var half = extension.AsSpan().IndexOf("harbour"u8);
        // Written backwards, as segments come in any order.
        var whole = Extend(Extend(picture, mine, extension, half, extension.Length), mine, extension, 0, half);
        var read = await Read(whole);
        Assert.Equal("sea;boat;xxxxxxxxxx;harbour", Show(read));
        Assert.Null(read.Warning);

        var stale = Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "former")));
        read = await Read(Extend(whole, other, stale, 0, stale.Length));
        Assert.Equal("sea;boat;xxxxxxxxxx;harbour", Show(read));
        Assert.NotNull(read.Warning);

        read = await Read(Extend(picture, mine, extension, 0, half));
        Assert.StartsWith("sea;boat", Show(read), StringComparison.Ordinal);
        Assert.Contains("extended XMP", read.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_big_tiff_without_keywords_is_no_failure_and_one_with_them_is_read()
    {
        var read = await Read(With("xmp-data", "<x/>"u8.ToArray(), ".tif[bigtiff]"));
        Assert.Empty(read.Labels);
        Assert.Null(read.Warning);
        Assert.Equal("sea", Show(await Read(WithXmp(Bag("dc:subject", "sea"), ".tif[bigtiff]"))));
    }

    [Theory]
    [InlineData("iTXt", true)]
    [InlineData("iTXt", false)]
    [InlineData("zTXt", true)]
    [InlineData("tEXt", false)]
    public async Task Iptc_and_xmp_of_a_png_are_read_packed_or_not(string type, bool isPacked)
    {
        var packet = Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "Größe")));
        var (keyword, text) = type == "iTXt" ? ("XML:com.adobe.xmp", packet) : ("Raw profile type iptc", Profile("tree"));
        byte[] body = isPacked ? Pack(text) : text;
        byte[] data = type switch
        {
            "iTXt" => [.. Encoding.ASCII.GetBytes(keyword), 0, isPacked ? (byte)1 : (byte)0, 0, 0, 0, .. body],
            "zTXt" => [.. Encoding.ASCII.GetBytes(keyword), 0, 0, .. body],
            _ => [.. Encoding.ASCII.GetBytes(keyword), 0, .. body],
        };
        Assert.Equal(type == "iTXt" ? "Größe" : "tree", Show(await Read(PngWith(type, data))));
    }

    [Theory]
    [InlineData(".B", 28592, "Łódź")]
    [InlineData("-B", 28592, "Łódź")]
    [InlineData("-L", 28595, "Москва")]
    [InlineData("-F", 28597, "Αθήνα")]
    [InlineData(".A", 1252, "Größe")]
    [InlineData("-M", 28599, "İstanbul")]
    public async Task Iptc_is_read_in_the_set_that_it_declares(string set, int page, string keyword)
    {
        var text = CodePagesEncodingProvider.Instance.GetEncoding(page)!.GetBytes(keyword);
        byte[] block = [0x1C, 1, 90, 0, 3, 0x1B, .. Encoding.ASCII.GetBytes(set), 0x1C, 2, 25, 0, (byte)text.Length, .. text];
        Assert.Equal(keyword, Show(await Read(WithIptcBlock(block))));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_length_of_more_than_15_bits_is_read(int digits)
    {
        byte[] block = [0x1C, 2, 25, 0x80, (byte)digits, .. new byte[digits - 1], 3, .. "sea"u8, 0x1C, 2, 25, 0, 4, .. "boat"u8];
        var read = await Read(WithIptcBlock(block));
        Assert.Equal(("sea;boat", null), (Show(read), read.Warning));
        block[5 + digits - 1] = 200;
        read = await Read(WithIptcBlock(block));
        Assert.Equal("boat", Show(read));
        Assert.NotNull(read.Warning);
    }

    [Fact]
    public async Task What_is_lost_is_said_and_what_is_not_is_not()
    {
        Assert.Null((await Read(WithXmp(Bag("dc:subject", "sea", "boat")))).Warning);
        Assert.Null((await Read(WithIptc("sea", "boat"))).Warning);
        Assert.Null((await Read(WithExif("sea;boat"))).Warning);
        Assert.Null((await Read(Plain())).Warning);
        byte[][] damaged =
        [
            WithXmp(Bag("dc:subject", "sea", new string('x', 300))),
            WithXmp(Bag("dc:subject", "sea", "a\uFFFDb")),
            WithXmp(Bag("dc:subject", "sea") + "<dc:title>cut"),
            WithXmp(Bag("dc:subject", [.. Enumerable.Range(0, 2100).Select(i => i < 2050 ? "sea" : "sea" + i)])),
            WithIptc("sea", new string('x', 300)),
            WithIptc([.. Enumerable.Range(0, 2100).Select(i => i < 2050 ? "sea" : "sea" + i)]),
            PngWith("zTXt", [.. "Raw profile type iptc\0\0"u8, .. Pack(Profile("sea")).AsSpan(0, 12)]),
        ];
        for (var i = 0; i < damaged.Length; i++)
        {
            var read = await Read(damaged[i]);
            Assert.True(read.Warning is not null, $"Nothing is said of damage {i}.");
            Assert.True(i == 6 || Show(read) == "sea", $"Damage {i}: {Show(read)}");
        }
    }

    /// <summary>On a machine that is busy for long, what is asked is what is read, not how soon.</summary>
    internal static MetadataTaggerOptions Patient => new() { Timeout = TimeSpan.FromHours(1) };

    internal static string Show(TaggerResult read) =>
        string.Join(';', read.Labels.Select(l => string.Join('<', [l.Name, .. l.Parents])));

    internal static async Task<TaggerResult> Read(byte[] picture)
    {
        using var folder = new TestSupport.TempFolder();
        await File.WriteAllBytesAsync(folder.File("a.jpg"), picture, Cancel);
        var source = new FolderImageSource(folder.Path);
        using var image = new ImageToTag(source, (await source.FindAsync("a.jpg", Cancel))!);
        return await new MetadataTagger(Patient).TagAsync(image, Cancel);
    }

    private static byte[] Extend(byte[] picture, string hash, byte[] whole, int from, int to) =>
        InsertSegment(
            picture,
            0xE1,
            [
                .. "http://ns.adobe.com/xmp/extension/\0"u8,
                .. Encoding.ASCII.GetBytes(hash),
                .. Big(whole.Length),
                .. Big(from),
                .. whole[from..to],
            ]
        );

    internal static byte[] Big(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    // As ImageMagick and exiftool write it: the name, the length, and then digits.
    private static byte[] Profile(string keyword)
    {
        byte[] iptc = [0x1C, 2, 25, 0, (byte)keyword.Length, .. Encoding.ASCII.GetBytes(keyword), 0];
        byte[] resource = [.. "8BIM"u8, 4, 4, 0, 0, .. Big(5 + keyword.Length), .. iptc];
        return Encoding.ASCII.GetBytes($"\niptc\n{resource.Length, 8}\n{Convert.ToHexStringLower(resource)}\n");
    }

    internal static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(text);
        }

        return packed.ToArray();
    }

    // Behind the header; nobody who looks for keywords checks the sum.
    internal static byte[] PngWith(string type, byte[] data)
    {
        var png = With("comment", [0], ".png");
        return [.. png[..33], .. Big(data.Length), .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0, .. png[33..]];
    }
}
