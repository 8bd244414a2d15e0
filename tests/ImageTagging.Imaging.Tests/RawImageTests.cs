using System.Diagnostics;

namespace ImageTagging.Imaging.Tests;

public sealed class RawImageTests
{
    private readonly VipsImageCodec _codec = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. RawFiles.Types.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_raw_file_is_shown_by_its_largest_preview(string kind)
    {
        var raw = RawFiles.Make(kind, Pictures.Unmarked(1));
        Assert.Equal(new ImageFacts(RawFiles.Types[kind], 600, 400), _codec.Probe(raw));
        Assert.InRange(await DifferenceAsync(raw), 0, 6);
        var pixels = new byte[new PixelRequest(30, 20).Length];
        Assert.Equal(RawFiles.Types[kind], (await _codec.DecodeAsync(raw, new(30, 20), pixels, Cancel)).Facts.MediaType);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_preview_that_does_not_say_how_it_lies_is_turned_as_the_raw_file_says(string kind)
    {
        // The preview of a RAF says it itself.
        foreach (var orientation in kind == "raf" ? [] : new[] { 2, 3, 6, 8 })
        {
            var raw = RawFiles.Make(kind, Pictures.Unmarked(orientation), (uint)orientation);
            Assert.Equal((600, 400), (_codec.Probe(raw).Width, _codec.Probe(raw).Height));
            Assert.InRange(await DifferenceAsync(raw), 0, 6);
        }

        Assert.InRange(await DifferenceAsync(RawFiles.Make(kind, Pictures.Rotated(6), 6)), 0, 6);
        Assert.InRange(await DifferenceAsync(RawFiles.Make(kind, Pictures.Rotated(8), 1)), 0, 6);
    }

    [Fact]
    public async Task A_preview_whose_own_facts_do_not_say_how_it_lies_is_turned_as_well()
    {
        var unmarked = Pictures.Unmarked(6);
        var file = new TiffFile();
        var exif = file.End(file.Directory(0, (0x10F, "Canon")));
        byte[] preview = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 8), .. "Exif\0\0"u8, .. exif, .. unmarked[2..]];
        Assert.InRange(await DifferenceAsync(RawFiles.Make("nef", preview, 6)), 0, 6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_raw_file_without_a_preview_is_refused_in_words(string kind)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => _codec.Probe(RawFiles.Make(kind, [])));
        Assert.Equal((ErrorCodes.RawWithoutPreview, FailureKind.Refused), (fault.Code, fault.Kind));
        Assert.Contains("raw file without a preview", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_laid_out_as_a_TIFF_stays_one() =>
        Assert.Equal("image/tiff", _codec.Probe(Pictures.Variant("tiff")).MediaType);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_raw_file_that_is_cut_or_damaged_is_shown_or_refused_and_never_more(string kind)
    {
        const int Seed = 1717;
        var random = new Random(Seed);
        var whole = RawFiles.Make(kind, Pictures.Solid(32, 24, [10, 200, 30], ".jpg"), 6);
        for (var length = 1; length < whole.Length; length += 97)
        {
            await ShownOrRefusedAsync(whole[..length]);
        }

        for (var i = 0; i < 200; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var j = 0; j < 8; j++)
            {
                // Where directories and boxes lie as well as anywhere.
                var at = random.Next(j % 2 == 0 ? damaged.Length : Math.Min(damaged.Length, 256));
                damaged[at] = (byte)(random.Next(3) == 0 ? 255 : random.Next(256));
            }

            await ShownOrRefusedAsync(damaged);
        }
    }

    [Fact]
    public void Rings_and_huge_numbers_of_directories_come_to_an_end()
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var ring in Rings())
        {
            Assert.Equal(FailureKind.Refused, Assert.Throws<ImageTaggingException>(() => _codec.Probe(ring)).Kind);
        }

        // What goes on for ever does not come to this line; a machine that stands still for a while does.
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private static IEnumerable<byte[]> Rings()
    {
        // A directory whose next, whose child and whose facts are itself.
        byte[] own = [.. "IIRO"u8, 8, 0, 0, 0, 2, 0, .. Long(0x14A, 8), .. Long(0x8769, 8), 8, 0, 0, 0];
        yield return own;

        // As many directories as there is place for, each the next of another, and each said to have 65,535 entries.
        var many = new byte[4 << 20];
        "IIRO\u0008\0\0\0"u8.CopyTo(many);
        for (var at = 8; at + 18 < many.Length; at += 18)
        {
            byte[] entry = [0xFF, 0xFF, .. Long(0x14A, at + 18), 0, 0, 0, 0];
            entry.AsSpan(0, 18).CopyTo(many.AsSpan(at));
        }

        yield return many;

        // Boxes of no size in each other, and of the least size beside each other.
        byte[] type = [0, 0, 0, 24, .. "ftypcrx \0\0\0\u0001crx isom"u8];
        yield return [.. type, .. Enumerable.Repeat<byte[]>([0, 0, 0, 0, .. "moov"u8], 10_000).SelectMany(b => b)];
        yield return [.. type, .. Enumerable.Repeat<byte[]>([0, 0, 0, 8, .. "moov"u8], 100_000).SelectMany(b => b)];
        yield return [.. type, 0, 0, 0, 1, .. "moov"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xF0, .. new byte[64]];
        // A preview beyond the end, and one of more bytes than there are.
        yield return [.. "IIU\0"u8, 8, 0, 0, 0, 1, 0, 0x2E, 0, 7, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

        static byte[] Long(int tag, int value) =>
            [(byte)tag, (byte)(tag >> 8), 4, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(value)];
    }

    private async Task ShownOrRefusedAsync(byte[] content)
    {
        try
        {
            await _codec.EncodeAsync(content, new() { MaxSide = 16 }, Cancel);
        }
        catch (ImageTaggingException fault)
        {
            Assert.Equal(FailureKind.Refused, fault.Kind);
        }
    }

    private async Task<double> DifferenceAsync(byte[] picture)
    {
        var request = new PixelRequest(60, 40, PixelFit.Stretch);
        var (wanted, shown) = (new byte[request.Length], new byte[request.Length]);
        await _codec.DecodeAsync(Pictures.Coffee, request, wanted, Cancel);
        await _codec.DecodeAsync(picture, request, shown, Cancel);
        return wanted.Zip(shown, (a, b) => (double)Math.Abs(a - b)).Average();
    }
}
