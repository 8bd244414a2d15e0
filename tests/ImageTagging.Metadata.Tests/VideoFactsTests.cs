using System.Buffers.Binary;
using System.Text;

namespace ImageTagging.Metadata.Tests;

/// <summary>What videos tell, as cameras and phones write it.</summary>
public sealed class VideoFactsTests
{
    private static readonly byte[] s_header = Header(new(2020, 11, 20, 14, 4, 36));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_header_tells_the_time_in_UTC()
    {
        var facts = await ReadAsync(s_header);
        Assert.Equal(
            (new(2020, 11, 20, 14, 4, 36), TimeSpan.Zero, TimeCertainty.Instant),
            (facts.Taken!.Value.Local, facts.Taken.Value.Offset, facts.Taken.Value.Certainty)
        );
    }

    [Theory]
    [InlineData(0, 600, 2_982, 4_970)]
    [InlineData(1, 90_000, 5_400_000_000, 60_000_000)]
    [InlineData(0, 0, 2_982, null)]
    [InlineData(0, 600, 0, null)]
    [InlineData(0, 600, uint.MaxValue, null)]
    [InlineData(1, 600, -1, null)]
    public async Task A_header_tells_how_long_it_runs(byte version, uint units, long length, int? milliseconds)
    {
        var header = new byte[112];
        header[0] = version;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(version == 1 ? 20 : 12), units);
        if (version == 1)
        {
            BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(24), length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(16), (uint)length);
        }

        var expected = milliseconds is { } told ? TimeSpan.FromMilliseconds(told) : (TimeSpan?)null;
        Assert.Equal(expected, (await ReadAsync(Box("mvhd", header))).Duration?.Value);
    }

    [Fact]
    public async Task Apples_keys_tell_place_camera_and_local_time()
    {
        (string Key, string Value)[] written =
        [
            ("com.apple.quicktime.creationdate", "2019-07-24T11:25:40+0300"),
            ("com.apple.quicktime.make", "Apple"),
            ("com.apple.quicktime.model", "iPhone 6"),
            ("com.apple.quicktime.location.ISO6709", "+48.2082+016.3738+170.5/"),
        ];
        var facts = await ReadAsync(
            s_header,
            Box(
                "meta",
                Box("keys", [0, 0, 0, 0, 0, 0, 0, 4], [.. written.SelectMany(w => Box("mdta", Encoding.UTF8.GetBytes(w.Key)))]),
                Box(
                    "ilst",
                    [
                        .. written.SelectMany(
                            (w, i) =>
                                Box(
                                    $"\0\0\0{(char)(i + 1)}",
                                    Box("data", [0, 0, 0, 1, 0, 0, 0, 0], Encoding.UTF8.GetBytes(w.Value))
                                )
                        ),
                    ]
                )
            )
        );
        Assert.Equal(
            (new(2019, 7, 24, 11, 25, 40), TimeSpan.FromHours(3)),
            (facts.Taken!.Value.Local, facts.Taken.Value.Offset!.Value)
        );
        Assert.Equal("Apple iPhone 6", facts.Camera);
        Assert.Equal(new PhotoPosition(48.2082, 16.3738, 170.5), facts.Position!.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Phones_of_3GPP_tell_place_time_and_texts(bool isWide)
    {
        byte[] Text(string text) =>
            isWide ? [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text + "\0")] : Encoding.UTF8.GetBytes(text + "\0");
        byte[] Behind(byte[] text) => [0, 0, 0, 0, 0x55, 0xC4, .. text];
        var numbers = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(numbers, (int)(-118.25 * 65536));
        BinaryPrimitives.WriteInt32BigEndian(numbers.AsSpan(4), (int)(34.5 * 65536));
        BinaryPrimitives.WriteInt32BigEndian(numbers.AsSpan(8), 10 * 65536);
        var facts = await ReadAsync(
            s_header,
            Box(
                "udta",
                Box("loci", Behind([.. Text("Home"), 0, .. numbers, .. "earth\0\0"u8])),
                Box("auth", Behind(Text("Zoë"))),
                Box("titl", Behind(Text("Sea"))),
                Box("date", Encoding.ASCII.GetBytes("2020-11-20T15:04:02+0100"))
            )
        );
        Assert.Equal(new PhotoPosition(34.5, -118.25, 10), facts.Position!.Value);
        Assert.Equal(("Zoë", "Sea"), (facts.Artist!.Value, facts.Title!.Value));
        Assert.Equal(
            (new(2020, 11, 20, 15, 4, 2), TimeSpan.FromHours(1)),
            (facts.Taken!.Value.Local, facts.Taken.Value.Offset!.Value)
        );
    }

    [Theory]
    [InlineData("2010", 2020)]
    [InlineData("2010-02-03T04:05:06Z", 2010)]
    public async Task A_year_alone_is_that_of_a_release_and_counts_after_the_header(string day, int year)
    {
        byte[] text = [0, (byte)day.Length, 0, 0, .. Encoding.ASCII.GetBytes(day)];
        Assert.Equal(year, (await ReadAsync(s_header, Box("udta", Box("\u00a9day", text)))).Taken!.Value.Local.Year);
        Assert.Equal(2010, (await ReadAsync(Box("udta", Box("\u00a9day", text)))).Taken!.Value.Local.Year);
    }

    [Fact]
    public async Task Whatever_is_cut_off_or_wrong_is_no_fact_and_no_fault()
    {
        var movie = Movie(s_header, Box("udta", Box("loci", new byte[40]), Box("auth", new byte[7]), Box("date", [0x32])));
        for (var length = 12; length < movie.Length; length++)
        {
            await new PhotoFactsReader().ReadAsync(new() { Name = "a.mov", Content = movie.AsMemory(0, length) }, Cancel);
        }

        for (var at = 20; at < movie.Length; at++)
        {
            var damaged = (byte[])movie.Clone();
            damaged[at] = 0xFF;
            await new PhotoFactsReader().ReadAsync(new() { Name = "a.mov", Content = damaged }, Cancel);
        }
    }

    internal static byte[] Header(DateTime made)
    {
        var header = new byte[100];
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), (uint)(made - new DateTime(1904, 1, 1)).TotalSeconds);
        return Box("mvhd", header);
    }

    internal static byte[] Movie(params byte[][] parts) =>
        [.. Box("ftyp", "qt  \0\0\0\0qt  "u8.ToArray()), .. Box("moov", parts)];

    internal static byte[] Box(string type, params byte[][] parts)
    {
        byte[] body = [.. parts.SelectMany(p => p)];
        var size = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(size, (uint)body.Length + 8);
        return [.. size, .. Encoding.Latin1.GetBytes(type), .. body];
    }

    private static async Task<PhotoFacts> ReadAsync(params byte[][] parts) =>
        (await new PhotoFactsReader().ReadAsync(new() { Name = "a.mov", Content = Movie(parts) }, Cancel)).Facts;
}
