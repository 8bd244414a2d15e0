using System.Diagnostics;
using ImageTagging.Imaging.External;
using ImageTagging.TestSupport;

namespace ImageTagging.Imaging.Tests;

/// <summary>Videos, and pictures that only ffmpeg decodes, as ffmpeg makes them.</summary>
public sealed class VideoTests : IDisposable
{
    private readonly VipsImageCodec _codec = new();
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.mp4", "video/mp4")]
    [InlineData("a.mov", "video/quicktime")]
    [InlineData("a.m4v", "video/mp4")]
    [InlineData("a.3gp", "video/mp4", "-c:v", "mpeg4")]
    [InlineData("a.mkv", "video/x-matroska")]
    [InlineData("a.webm", "video/x-matroska", "-c:v", "libvpx")]
    [InlineData("a.avi", "video/x-msvideo")]
    [InlineData("a.wmv", "video/x-ms-wmv")]
    [InlineData("a.flv", "video/x-flv")]
    [InlineData("a.mpg", "video/mpeg")]
    [InlineData("a.mts", "video/mp2t")]
    [InlineData("a.ogv", "video/ogg", "-c:v", "libtheora", "-q:v", "8")]
    public async Task A_video_is_shown_by_a_frame(string name, string mediaType, params string[] arguments)
    {
        var video = await MadeAsync(name, "color=c=0x0AC81E:s=320x240:d=2:r=25", arguments);
        Assert.Equal(new ImageFacts(mediaType, 320, 240), _codec.Probe(video));
        Assert.InRange(await DifferenceAsync(Pictures.Solid(320, 240, [10, 200, 30]), video), 0, 12);
        var thumbnail = await _codec.EncodeAsync(video, new() { MediaType = "image/webp", MaxSide = 160 }, Cancel);
        Assert.Equal(new ImageFacts("image/webp", 160, 120), thumbnail.Facts);
    }

    [Fact]
    public async Task The_frame_is_one_of_the_first_second_and_not_the_black_at_the_beginning()
    {
        var video = await MadeAsync(
            "a.mp4",
            "color=c=black:s=64x48:d=0.5:r=25[a];color=c=0x0AC81E:s=64x48:d=2:r=25[b];[a][b]concat"
        );
        Assert.InRange(await DifferenceAsync(Pictures.Solid(64, 48, [10, 200, 30]), video), 0, 12);
        // One that is over by then.
        video = await MadeAsync("b.mp4", "color=c=0x0AC81E:s=64x48:d=0.2:r=25");
        Assert.InRange(await DifferenceAsync(Pictures.Solid(64, 48, [10, 200, 30]), video), 0, 12);
    }

    [Fact]
    public async Task A_video_that_lies_on_its_side_and_one_of_wide_pixels_are_upright()
    {
        var plain = await MadeAsync("a.mp4", "testsrc=s=320x240:d=1");
        await File.WriteAllBytesAsync(_folder.File("plain.mp4"), plain, Cancel);
        await RunAsync("-display_rotation", "90", "-i", _folder.File("plain.mp4"), "-c", "copy", _folder.File("turned.mp4"));
        if (File.Exists(_folder.File("turned.mp4")))
        {
            Assert.Equal(new(240, 320), Size(_codec.Probe(await File.ReadAllBytesAsync(_folder.File("turned.mp4"), Cancel))));
        }

        var wide = await MadeAsync("wide.mp4", "testsrc=s=320x240:d=1,setsar=2");
        Assert.Equal(new(640, 240), Size(_codec.Probe(wide)));
    }

    [Theory]
    [InlineData("a.jxl", "image/jxl", 6)]
    [InlineData("a.jp2", "image/jp2", 6)]
    [InlineData("a.j2k", "image/jp2", 6)]
    public async Task A_picture_that_only_ffmpeg_decodes_is_the_same_photograph(string name, string mediaType, int tolerance)
    {
        await File.WriteAllBytesAsync(_folder.File("photo.jpg"), Pictures.Coffee, Cancel);
        var picture = await MadeAsync(name, _folder.File("photo.jpg"));
        Assert.Equal(new ImageFacts(mediaType, 600, 400), _codec.Probe(picture));
        Assert.InRange(await DifferenceAsync(Pictures.Coffee, picture), 0, tolerance);
    }

    [Fact]
    public async Task What_is_damaged_is_shown_or_refused_and_never_more()
    {
        const int Seed = 1720;
        var random = new Random(Seed);
        byte[][] all =
        [
            await MadeAsync("a.mp4", "testsrc=s=64x48:d=1"),
            await MadeAsync("a.avi", "testsrc=s=64x48:d=1"),
            await MadeAsync("a.mkv", "testsrc=s=64x48:d=1"),
        ];
        for (var i = 0; i < Trials.Count(90); i++)
        {
            var damaged = (byte[])all[i % all.Length].Clone();
            for (var j = 0; j < 8; j++)
            {
                damaged[random.Next(12, damaged.Length)] = (byte)random.Next(256);
            }

            await ShownOrRefusedAsync(i % 2 == 0 ? damaged : damaged[..random.Next(12, damaged.Length)]);
        }
    }

    /// <summary>A playlist under a video's name, and one of addresses, may make ffmpeg read other files, and send them elsewhere.</summary>
    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile '/etc/passwd'\n")]
    [InlineData("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>")]
    public async Task What_names_other_files_is_no_video(string text)
    {
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _codec.HashAsync(System.Text.Encoding.UTF8.GetBytes(text), Cancel)
        );
        Assert.Equal("NotAPicture", fault.Code);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_decode_that_is_not_wanted_any_more_ends_the_program()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in is a shell's.");
        var pid = _folder.File("pid");
        var program = _folder.File("ffmpeg");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho $$ > '{pid}'\nexec tail -f /dev/null\n", Cancel);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        var codec = new VipsImageCodec(new() { Ffmpeg = program });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var decode = codec.HashAsync("....ftypisom........"u8.ToArray(), ending.Token).AsTask();
        string? number;
        while (!File.Exists(pid) || (number = (await File.ReadAllTextAsync(pid, Cancel)).Trim()).Length == 0)
        {
            Assert.False(decode.IsCompleted);
            await Task.Yield();
        }

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => decode);
        while (Directory.Exists("/proc/" + number) && !(await StateAsync(number)).Contains('Z', StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    [Fact]
    public void Without_ffmpeg_one_sentence_says_what_to_install()
    {
        var codec = new VipsImageCodec(new() { Ffmpeg = _folder.File("nothing") });
        foreach (
            var content in (byte[][])
                [
                    [.. "....ftypisom........"u8],
                    [0xFF, 0x0A, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
                ]
        )
        {
            var fault = Assert.Throws<ImageTaggingException>(() => codec.Probe(content));
            Assert.Equal((ErrorCodes.FfmpegMissing, FailureKind.Refused), (fault.Code, fault.Kind));
            foreach (var words in (string[])["apt-get install ffmpeg", "brew install ffmpeg", "winget install ffmpeg"])
            {
                Assert.Contains(words, fault.Message, StringComparison.Ordinal);
            }
        }

        Assert.False(VideoPosters.AreMade(_folder.File("nothing")));
        Assert.Contains(
            "Ffmpeg must be a whole path",
            Assert.Throws<ImageTaggingException>(() => new VipsImageCodec(new() { Ffmpeg = "ffmpeg" })).Message,
            StringComparison.Ordinal
        );
    }

    private static (int Width, int Height) Size(ImageFacts facts) => (facts.Width, facts.Height);

    private static async Task<string> StateAsync(string number)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{number}/stat", Cancel)).Split(' ')[2];
        }
        catch (IOException)
        {
            return "Z";
        }
    }

    private async Task ShownOrRefusedAsync(byte[] content)
    {
        try
        {
            await _codec.HashAsync(content, Cancel);
        }
        catch (ImageTaggingException fault)
        {
            Assert.Equal(FailureKind.Refused, fault.Kind);
        }
    }

    // The mean difference of samples, at the first's size.
    private async Task<double> DifferenceAsync(byte[] one, byte[] other)
    {
        var request = new PixelRequest(60, 40);
        var (a, b) = (new byte[request.Length], new byte[request.Length]);
        await _codec.DecodeAsync(one, request, a, Cancel);
        await _codec.DecodeAsync(other, request, b, Cancel);
        return a.Zip(b, (x, y) => Math.Abs(x - y)).Average();
    }

    private async Task<byte[]> MadeAsync(string name, string from, params string[] arguments)
    {
        var file = _folder.File(name);
        string[] source = File.Exists(from) ? ["-i", from] : ["-f", "lavfi", "-i", from];
        await RunAsync([.. source, .. arguments, file]);
        Assert.SkipUnless(File.Exists(file) && new FileInfo(file).Length > 0, $"ffmpeg has no encoder for {name}.");
        return await File.ReadAllBytesAsync(file, Cancel);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var program = Ffmpeg.Find(null);
        Assert.SkipUnless(program is not null, "ffmpeg is not installed.");
        var start = new ProcessStartInfo(program, ["-nostdin", "-loglevel", "error", "-y", .. arguments])
        {
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(Cancel);
    }
}
