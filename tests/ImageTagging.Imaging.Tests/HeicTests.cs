using System.Buffers.Binary;
using System.Diagnostics;
using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Imaging.Tests;

public sealed class HeicTests : IDisposable
{
    private readonly VipsImageCodec _codec = new();
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain", 6)]
    [InlineData("ten bits", 6)]
    [InlineData("transparent", 6)]
    [InlineData("in tiles of colour at half width", 6)]
    public async Task A_HEIC_decodes_to_the_same_photograph(string kind, int tolerance)
    {
        SkipUnlessInstalled();
        var heic = kind switch
        {
            "ten bits" => await HeicAsync(Pictures.Variant("16 bit"), "-b", "10"),
            "transparent" => await HeicAsync(Pictures.Variant("transparent")),
            "plain" => await HeicAsync(Pictures.Coffee, "-p", "chroma=444"),
            _ => await HeicAsync(Pictures.Coffee),
        };
        Assert.Equal(new ImageFacts("image/heic", 600, 400), _codec.Probe(heic));
        Assert.InRange(await DifferenceAsync(Pictures.Coffee, heic), 0, tolerance);
        var thumbnail = await _codec.EncodeAsync(heic, new() { MediaType = "image/webp", MaxSide = 320 }, Cancel);
        Assert.Equal(new ImageFacts("image/webp", 320, 213), thumbnail.Facts);
        var hashes = (await _codec.HashAsync(Pictures.Coffee, Cancel), await _codec.HashAsync(heic, Cancel));
        Assert.InRange(hashes.Item1.DistanceTo(hashes.Item2), 0, 6);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task A_turned_HEIC_is_upright(int orientation)
    {
        SkipUnlessInstalled();
        // In quarters against the clock.
        var quarters = orientation switch
        {
            3 => 2,
            6 => 3,
            _ => 1,
        };
        var heic = Turn(await HeicAsync(Pictures.Unmarked(orientation)), (byte)quarters);
        Assert.Equal(new ImageFacts("image/heic", 600, 400), _codec.Probe(heic));
        Assert.InRange(await DifferenceAsync(Pictures.Coffee, heic), 0, 6);
    }

    [Fact]
    public async Task Colours_of_a_wide_profile_become_the_screens()
    {
        SkipUnlessInstalled();
        using var photo = Image.NewFromBuffer(Pictures.Coffee);
        using var wide = photo.IccTransform("p3", inputProfile: "srgb");
        var png = wide.PngsaveBuffer();
        var heic = await HeicAsync(png, "-p", "chroma=444");
        // As the same pixels with the same profile in a PNG.
        Assert.InRange(await DifferenceAsync(png, heic), 0, 4);
        Assert.InRange(await DifferenceAsync(Pictures.Coffee, heic), 0, 4);
    }

    [Fact]
    public async Task Faults_of_other_decodes_at_the_same_time_do_no_harm()
    {
        SkipUnlessInstalled();
        var heic = await HeicAsync(Pictures.Solid(64, 48, [10, 200, 30]));
        var cut = Pictures.Variant("gif")[..2000];
        var all = Enumerable
            .Range(0, 200)
            .Select(i =>
                i % 2 == 0
                    ? Task.Run(() => ShownOrRefusedAsync(cut), Cancel)
                    : Task.Run(async () => await _codec.EncodeAsync(heic, new() { MaxSide = 16 }, Cancel), Cancel)
            );
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task A_HEIC_that_is_cut_or_damaged_is_shown_or_refused_and_never_more()
    {
        SkipUnlessInstalled();
        const int Seed = 1718;
        var random = new Random(Seed);
        var whole = await HeicAsync(Pictures.Solid(120, 90, [10, 200, 30]));
        for (var i = 0; i < 300; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var j = 0; j < 4; j++)
            {
                damaged[random.Next(12, damaged.Length)] = (byte)random.Next(256);
            }

            await ShownOrRefusedAsync(damaged);
            await ShownOrRefusedAsync(whole[..random.Next(12, whole.Length)]);
        }
    }

    [Fact]
    public void Where_libheif_is_missing_one_sentence_says_what_to_install()
    {
        var missing = new ImageTaggingException("x", new InvalidDataException("HEVC has not been built in"))
        {
            Code = ErrorCodes.DecodeFailed,
        };
        using var ending = new CancellationTokenSource();
        var running = new VipsOperation.Running(TimeSpan.FromMinutes(1), TimeProvider.System, ending);
        var fault = Assert.Throws<ImageTaggingException>(() =>
            HeicImage.Run<int>(default, new("image/heic", 1, 1), running, (_, _, _, _) => throw missing, () => null)
        );
        Assert.Equal((ErrorCodes.HeicDecoderMissing, FailureKind.Refused), (fault.Code, fault.Kind));
        foreach (var words in (string[])["apt-get install libheif1", "libheif-plugin-libde265", "brew install libheif", "vcpkg"])
        {
            Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        }

        // What is no HEIC fails as it did.
        Assert.Same(
            missing,
            Assert.Throws<ImageTaggingException>(() =>
                HeicImage.Run<int>(default, new("image/avif", 1, 1), running, (_, _, _, _) => throw missing, () => null)
            )
        );
    }

    [Theory]
    [InlineData("", "rgb")]
    [InlineData("", "image/webp:320")]
    [InlineData("-b 10", "rgb")]
    public async Task A_decode_holds_no_more_than_its_header_lets_expect(string arguments, string work)
    {
        SkipUnlessInstalled();
        const int Side = 2100;
        using var noise = Image.Gaussnoise(Side, Side, sigma: 40, mean: 128);
        using var bytes = noise.Cast(Enums.BandFormat.Uchar);
        using var rgb = bytes.Bandjoin(bytes, bytes).Copy(interpretation: Enums.Interpretation.Srgb);
        using var deep = rgb.Colourspace(Enums.Interpretation.Rgb16);
        var png = arguments.Length > 0 ? deep.PngsaveBuffer(bitdepth: 16) : rgb.PngsaveBuffer();
        var heic = await HeicAsync(png, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var file = _folder.File("large.heic");
        await File.WriteAllBytesAsync(file, heic, Cancel);
        var outcome = await DecodeProcess.DecodeAsync(file, work, null, 1, Cancel);
        Assert.Null(outcome.Code);
        using var header = Image.NewFromFile(file, access: Enums.Access.Sequential);
        var facts = new ImageFacts("image/heic", Side, Side);
        var told = DecodeCost.OfDecoding(facts, header, heic.Length, 512, 512) + DecodeCost.OfMaking(null, 512 * 512, header);
        TestContext.Current.SendDiagnosticMessage($"{outcome.Peak} MiB held, {told >> 20} MiB told.");
        Assert.InRange(outcome.Peak, 1, told >> 20);
    }

    // The encoder cannot say how a picture lies: a property more is put into the file, and its association; what lies behind moves.
    private static byte[] Turn(byte[] heic, byte quarters)
    {
        byte[] property = [0, 0, 0, 9, .. "irot"u8, quarters];
        var properties = Find(heic, "ipco"u8);
        var (count, end) = (0, properties + (int)Number(heic, properties));
        for (var at = properties + 8; at < end; at += (int)Number(heic, at))
        {
            count++;
        }

        var associations = Find(heic, "ipma"u8);
        // Version and flags, the number of entries, an item, the number of its properties, these.
        Assert.Equal(0u, Number(heic, associations + 8));
        var many = associations + 18;
        var last = many + 1 + heic[many];
        byte[] turned = [.. heic[..end], .. property, .. heic[end..last], (byte)(0x80 | (count + 1)), .. heic[last..]];
        turned[many + property.Length]++;
        Grow("ipco"u8, property.Length);
        Grow("ipma"u8, 1);
        Grow("iprp"u8, property.Length + 1);
        Grow("meta"u8, property.Length + 1);
        var places = Find(turned, "iloc"u8);
        Assert.Equal(0x44, turned[places + 12]);
        var (version, items, item) = (turned[places + 8], (turned[places + 14] << 8) | turned[places + 15], places + 16);
        for (var i = 0; i < items; i++)
        {
            // Its name, where it is counted from, the source, the base, and as many pieces.
            item += 2 + (version == 1 ? 2 : 0) + 2 + (turned[places + 13] >> 4);
            var pieces = (turned[item] << 8) | turned[item + 1];
            item += 2;
            for (var j = 0; j < pieces; j++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(turned.AsSpan(item), Number(turned, item) + (uint)property.Length + 1);
                item += 8;
            }
        }

        return turned;

        void Grow(ReadOnlySpan<byte> type, int by) =>
            BinaryPrimitives.WriteUInt32BigEndian(
                turned.AsSpan(Find(turned, type)),
                Number(turned, Find(turned, type)) + (uint)by
            );

        static int Find(byte[] bytes, ReadOnlySpan<byte> type) => bytes.AsSpan().IndexOf(type) - 4;

        static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
    }

    private static void SkipUnlessInstalled()
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, "heif-enc"))),
            "heif-enc, which makes the files, is not installed (libheif-examples)."
        );
        Assert.SkipWhen(SystemHeif.Find() is null, "libheif with a decoder for HEVC is not installed.");
    }

    private async Task<byte[]> HeicAsync(byte[] picture, params string[] arguments)
    {
        var from = _folder.File("picture" + (picture[0] == 0xFF ? ".jpg" : ".png"));
        var to = _folder.File("picture.heic");
        await File.WriteAllBytesAsync(from, picture, Cancel);
        var start = new ProcessStartInfo("heif-enc")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["-q", "90", "-p", "preset=ultrafast", .. arguments, from, "-o", to])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, await output + await error);
        return await File.ReadAllBytesAsync(to, Cancel);
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

    private async Task<double> DifferenceAsync(byte[] expected, byte[] picture)
    {
        var request = new PixelRequest(60, 40, PixelFit.Stretch);
        var (wanted, shown) = (new byte[request.Length], new byte[request.Length]);
        await _codec.DecodeAsync(expected, request, wanted, Cancel);
        await _codec.DecodeAsync(picture, request, shown, Cancel);
        return wanted.Zip(shown, (a, b) => (double)Math.Abs(a - b)).Average();
    }
}
