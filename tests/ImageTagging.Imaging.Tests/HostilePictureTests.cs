using System.Text;
using ImageTagging.TestSupport;

namespace ImageTagging.Imaging.Tests;

public sealed class HostilePictureTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);
    private readonly VipsImageCodec _codec = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Bad =>
        new()
        {
            { "", "Empty" },
            { "This is a text file named .jpg.", "NotAPicture" },
            { "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "NotAPicture" },
            { "BM\u0001\u0002\u0003\u0004\0\0\0\0 a bitmap that nobody decodes", "DecodeFailed" },
            { "GIF89a", "DecodeFailed" },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_cannot_be_decoded_is_refused_with_a_reason(string content, string code)
    {
        var bytes = Encoding.Latin1.GetBytes(content);
        Assert.Equal(code, Assert.Throws<ImageTaggingException>(() => _codec.Probe(bytes)).Code);
        await Refused(bytes, code);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("cmyk")]
    [InlineData("16 bit")]
    [InlineData("webp")]
    [InlineData("gif")]
    [InlineData("tiff")]
    public async Task A_truncated_picture_is_refused(string kind)
    {
        var whole = Pictures.Variant(kind);
        await Refused(whole[..(whole.Length / 2)], "DecodeFailed");
        await Refused(whole[..(whole.Length * 9 / 10)], "DecodeFailed");
        await Refused(whole[..100], "DecodeFailed");
    }

    [Fact]
    public async Task Random_damage_is_refused_or_decoded_but_never_more()
    {
        const int Seed = 4242;
        var random = new Random(Seed);
        foreach (var kind in new[] { "jpeg", "webp", "gif", "tiff", "16 bit" })
        {
            var whole = Pictures.Variant(kind);
            for (var i = 0; i < 40; i++)
            {
                var damaged = (byte[])whole.Clone();
                for (var j = 0; j < 20; j++)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                try
                {
                    await _codec.EncodeAsync(damaged, new() { MaxSide = 64 }, Cancel);
                }
                catch (ImageTaggingException fault)
                {
                    Assert.Equal(FailureKind.Refused, fault.Kind);
                }
            }
        }
    }

    [Fact]
    public async Task A_damaged_picture_of_a_kind_that_another_program_decodes_is_refused_in_our_words()
    {
        Assert.SkipUnless(VideoPosters.AreMade(), "ffmpeg is not installed.");
        byte[] next = [0xFF, 0x0A, 1, 2, 3, 4, 0, 0, 0, 0, .. new byte[100]];
        byte[] wavelets = [0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 0x0A, .. new byte[100]];
        foreach (var (bytes, type) in ((byte[], string)[])[(next, "image/jxl"), (wavelets, "image/jp2")])
        {
            var words = (await Refused(bytes, "DecodeFailed")).Message;
            Assert.StartsWith($"The picture cannot be decoded as {type}: ", words, StringComparison.Ordinal);
            Assert.DoesNotContain('/', words[words.IndexOf(": ", StringComparison.Ordinal)..]);
        }
    }

    [Fact]
    public async Task A_jpeg_that_lacks_its_end_alone_is_decoded()
    {
        foreach (var kind in new[] { "jpeg", "progressive", "cmyk", "grey jpeg" })
        {
            var whole = Pictures.Variant(kind);
            Assert.Equal([0xFF, 0xD9], whole[^2..]);
            var (pixels, shortened) = (await Pixels(whole), await Pixels(whole[..^2]));
            Assert.Equal(pixels, shortened);
            await _codec.EncodeAsync(whole.AsMemory(0, whole.Length - 1), new() { MaxSide = 64 }, Cancel);
        }
    }

    [Fact]
    public async Task A_jpeg_whose_pixels_are_missing_is_refused_with_an_end_and_without()
    {
        foreach (var kind in new[] { "jpeg", "progressive", "cmyk", "grey jpeg" })
        {
            var whole = Pictures.Variant(kind);
            for (var i = 1; i < 20; i++)
            {
                var cut = whole[..(whole.Length * i / 20)];
                await Refused(cut, "DecodeFailed");
                await Refused([.. cut, 0xFF, 0xD9], "DecodeFailed");
            }
        }
    }

    [Fact]
    public async Task A_jpeg_cut_between_two_refinements_is_refused()
    {
        var whole = Pictures.Variant("progressive");
        var scans = Enumerable
            .Range(0, whole.Length - 1)
            .Where(i => whole[i] == 0xFF && whole[i + 1] is 0xDA or 0xC4)
            .Skip(2)
            .ToArray();
        Assert.InRange(scans.Length, 5, 100);
        foreach (var scan in scans)
        {
            await Refused(whole[..scan], "DecodeFailed");
        }
    }

    [Fact]
    public async Task Bytes_between_the_segments_of_a_jpeg_do_no_harm()
    {
        var whole = Pictures.Variant("jpeg");
        var start = whole.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        byte[] odd = [.. whole[..start], 1, 2, 3, .. whole[start..]];
        Assert.Equal(await Pixels(whole), await Pixels(odd));
    }

    [Fact]
    public async Task Each_picture_is_judged_by_itself_whatever_others_fail_at_the_same_time()
    {
        var whole = Pictures.Variant("jpeg");
        var start = whole.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        byte[] odd = [.. whole[..start], 1, 2, 3, .. whole[start..]];
        byte[] cut = [.. whole[..(whole.Length * 3 / 4)], 0xFF, 0xD9];
        var png = Pictures.Variant("16 bit");
        var pixels = await Pixels(whole);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var others = Enumerable
            .Range(0, 3)
            .Select(_ => Task.Run(() => FailAsync(png[..(png.Length / 2)], ending.Token)))
            .ToArray();
        for (var i = 0; i < Trials.Count(400); i++)
        {
            var fault = await Refused(cut, "DecodeFailed");
            Assert.DoesNotContain("png", fault.Message, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(pixels, await Pixels(odd));
        }

        await ending.CancelAsync();
        await Task.WhenAll(others);
    }

    private async Task FailAsync(byte[] picture, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await _codec.DecodeAsync(picture, new(64, 64), new byte[64 * 64 * 3], CancellationToken.None)
            );
        }
    }

    [Fact]
    public async Task The_case_without_its_end_is_decoded()
    {
        var picture = await File.ReadAllBytesAsync(TestPaths.RequireShared("cases/files/noeoi.jpg"), Cancel);
        Assert.NotEmpty((await _codec.EncodeAsync(picture, new() { MaxSide = 320 }, Cancel)).Content.ToArray());
        Assert.NotEmpty(await Pixels(picture));
    }

    [Fact]
    public async Task Bounds_hold_for_bytes_and_pixels()
    {
        var picture = Pictures.Solid(100, 100, [1, 2, 3]);
        var pixels = new VipsImageCodec(new() { MaxPixels = 9_999 });
        Assert.Equal("TooManyPixels", Assert.Throws<ImageTaggingException>(() => pixels.Probe(picture)).Code);
        var exact = new VipsImageCodec(new() { MaxPixels = 10_000, MaxBytes = picture.Length });
        Assert.Equal(100, exact.Probe(picture).Width);
        var bytes = new VipsImageCodec(new() { MaxBytes = picture.Length - 1 });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await bytes.EncodeAsync(picture, new(), Cancel));
        Assert.Equal("TooManyBytes", fault.Code);
    }

    [Fact]
    public async Task A_decode_whose_time_is_over_is_ended_by_libvips_itself()
    {
        // No call is turned away after the grace: only the native work can end it.
        var codec = new VipsImageCodec(new() { Timeout = s_timeout }, timeProvider: new Due(s_timeout));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await codec.DecodeAsync(PngBomb.Make(15_000), new(512, 512), new byte[512 * 512 * 3], Cancel)
        );
        // The machine may be busy: a later run tries it again, and none within this one.
        Assert.Equal((FailureKind.Transient, "DecodeTimedOut"), (fault.Kind, fault.Code));
        Assert.True(fault.RetryAfter > new TaggerCallOptions().MaxDelay);
        Assert.IsType<NetVips.VipsException>(fault.InnerException);
    }

    [Fact]
    public async Task A_cancelled_decode_ends_as_cancelled()
    {
        using var ending = new CancellationTokenSource();
        var codec = new VipsImageCodec(new() { Timeout = s_timeout }, timeProvider: new Due(s_timeout, ending.Cancel));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await codec.DecodeAsync(PngBomb.Make(15_000), new(512, 512), new byte[512 * 512 * 3], ending.Token)
        );
    }

    [Fact]
    public void Options_out_of_range_are_told_all_at_once()
    {
        var options = new ImagingOptions
        {
            MaxBytes = 0,
            MaxPixels = -1,
            MaxMemory = 1,
            Timeout = TimeSpan.Zero,
        };
        var fault = Assert.Throws<ImageTaggingException>(() => new VipsImageCodec(options));
        Assert.Contains("MaxBytes", fault.Message, StringComparison.Ordinal);
        Assert.Contains("MaxPixels", fault.Message, StringComparison.Ordinal);
        Assert.Contains("MaxMemory", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Timeout", fault.Message, StringComparison.Ordinal);
    }

    private async Task<byte[]> Pixels(byte[] content)
    {
        var pixels = new byte[64 * 64 * 3];
        await _codec.DecodeAsync(content, new(64, 64), pixels, Cancel);
        return pixels;
    }

    private async Task<ImageTaggingException> Refused(byte[] content, string code)
    {
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _codec.DecodeAsync(content, new(64, 64), new byte[64 * 64 * 3], Cancel)
        );
        Assert.Equal((FailureKind.Refused, code), (fault.Kind, fault.Code));
        Assert.DoesNotContain(fault.Message, char.IsControl);
        return fault;
    }

    // One wait is over as soon as it begins, or something else happens then; no other ever is.
    private sealed class Due(TimeSpan wait, Action? instead = null) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == wait)
            {
                (instead ?? (() => callback(state)))();
            }

            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
