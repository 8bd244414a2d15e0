using System.Globalization;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Imaging.Tests;

public sealed partial class DecodeMemoryTests
{
    private const int Side = 2100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, string>();
            string[] each =
            [
                "a.jpg[Q=80]",
                "progressive.jpg[Q=95,interlace]",
                "cmyk.jpg[Q=95,interlace]",
                "turned.jpg[Q=80]",
                "a.png[compression=1]",
                "interlaced.png[compression=1,interlace]",
                "deep alpha.png[compression=1,interlace]",
                "a.webp[effort=0]",
                "alpha.webp[lossless,effort=0]",
                "animated.webp[effort=0]",
                "a.gif[effort=1]",
                "animated.gif[effort=1]",
                "deep.tif[compression=deflate]",
                "deep.tif[compression=deflate,tile,tile-width=1056,tile-height=1056]",
                "a.avif[effort=0]",
                "deep alpha.avif[effort=0,subsample-mode=off,bitdepth=12]",
                "wide.png[compression=1]",
            ];
            foreach (var kind in each)
            {
                kinds.Add(kind, "image/webp:320");
            }

            foreach (var work in new[] { "rgb", "image/jpeg:2100", "image/jpeg:1990", "image/png:2100", "image/webp:2100" })
            {
                kinds.Add("a.jpg[Q=80]", work);
                kinds.Add("alpha.webp[lossless,effort=0]", work);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_decode_holds_no_more_than_its_header_lets_expect(string kind, string work)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of a process is read from /proc.");
        using var folder = new TempFolder();
        var file = folder.File(kind.Split('[')[0]);
        Make(kind, file);
        // Enough for the header; what is refused then says what the decode would hold.
        var little = Math.Max(16L << 20, (5L << 20) + (2 * new FileInfo(file).Length));
        var refused = await DecodeProcess.DecodeAsync(file, work, little, 1, Cancel);
        var expected = refused.Code is null
            ? little >> 20
            : long.Parse(Number().Match(refused.Message!).Value, CultureInfo.InvariantCulture);
        var outcome = await DecodeProcess.DecodeAsync(file, work, null, 1, Cancel);
        Assert.Null(outcome.Message);
        TestContext.Current.SendDiagnosticMessage($"{kind} -> {work}: {outcome.Peak} MiB of {expected} MiB expected");
        // The runtime's own garbage and libraries that are read in meanwhile come on top.
        Assert.InRange(outcome.Peak, 0, expected + 16);
        // Who expects too much lets too few in.
        Assert.InRange(expected, 0, (6 * outcome.Peak) + 96);
    }

    [Fact]
    public async Task A_small_file_that_would_fill_the_memory_is_refused_as_that_pictures_fault()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of a process is read from /proc.");
        using var folder = new TempFolder();
        var bomb = PngBomb.MakeInterlaced(14_000);
        Assert.InRange(bomb.Length, 1, 20_000_000);
        await File.WriteAllBytesAsync(folder.File("bomb.png"), bomb, Cancel);
        var outcome = await DecodeProcess.DecodeAsync(folder.File("bomb.png"), "image/webp:320", null, 1, Cancel);
        Assert.Equal("TooMuchMemory", outcome.Code);
        Assert.Contains("Save it smaller", outcome.Message, StringComparison.Ordinal);
        Assert.InRange(outcome.Peak, 0, 64);
    }

    [Fact]
    public async Task All_decodes_of_a_process_hold_no_more_than_the_bound()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of a process is read from /proc.");
        using var folder = new TempFolder();
        // Each holds 70 MiB and more.
        await File.WriteAllBytesAsync(folder.File("a.png"), PngBomb.MakeInterlaced(3000), Cancel);
        const long Bound = 320L << 20;
        var outcome = await DecodeProcess.DecodeAsync(folder.File("a.png"), "image/webp:320", Bound, 24, Cancel);
        Assert.Null(outcome.Message);
        Assert.InRange(outcome.Peak, 70, (Bound >> 20) + 32);
    }

    [Fact]
    public async Task A_decode_that_does_not_fit_waits_and_may_be_given_up()
    {
        var timeout = TimeSpan.FromSeconds(77);
        var time = new Held(timeout);
        const long Bound = 200L << 20;
        var picture = PngBomb.MakeInterlaced(3000);
        // Its header is read, and then it stands, with the memory that it took.
        var first = Hash(new(new() { Timeout = timeout, MaxMemory = Bound }, timeProvider: time), picture, Cancel);
        Assert.Equal(time.Standing.Task, await Task.WhenAny(time.Standing.Task, first));
        using var giveUp = new CancellationTokenSource();
        var other = new VipsImageCodec(new() { MaxMemory = Bound });
        var second = Hash(other, picture, giveUp.Token);
        var third = Hash(other, picture, Cancel);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        time.Release.SetResult();
        Assert.Equal(await first, await third);
    }

    [Fact]
    public async Task Deployed_limits_have_room_for_the_bound()
    {
        // Beside what decodes hold there are the runtime, the pictures' bytes and the answers.
        var needed = (new ImagingOptions().MaxMemory >> 20) + 768;
        var folder = Path.Combine(TestPaths.RepositoryRoot, "deploy");
        var job = await File.ReadAllTextAsync(Path.Combine(folder, "kubernetes-job.yaml"), Cancel);
        Assert.InRange(1024 * int.Parse(Gibibytes().Match(job).Groups[1].Value, CultureInfo.InvariantCulture), needed, 1 << 20);
        var task = await File.ReadAllTextAsync(Path.Combine(folder, "ecs-task-definition.json"), Cancel);
        Assert.InRange(int.Parse(Mebibytes().Match(task).Groups[1].Value, CultureInfo.InvariantCulture), needed, 1 << 20);
    }

    private static Task<PerceptualHash> Hash(VipsImageCodec codec, byte[] picture, CancellationToken cancellation) =>
        Task.Run(async () => await codec.HashAsync(picture, cancellation), CancellationToken.None);

    private static void Make(string kind, string file)
    {
        var (width, height) = kind.StartsWith("wide", StringComparison.Ordinal) ? (60_000, 150) : (Side, Side);
        var isDeep = kind.StartsWith("deep", StringComparison.Ordinal);
        using var places = Image.Xyz(width, height);
        using var ramp = places.Linear([(isDeep ? 65535d : 255d) / width, (isDeep ? 65535d : 255d) / height], [0, 0]);
        using var bands = ramp.Bandjoin(ramp.ExtractBand(0));
        using var alpha = kind.Contains("alpha", StringComparison.Ordinal) ? bands.Bandjoin(ramp.ExtractBand(1)) : bands.Copy();
        using var cast = alpha.Cast(isDeep ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar);
        using var rgb = cast.Copy(interpretation: isDeep ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb);
        using var coloured = kind.StartsWith("cmyk", StringComparison.Ordinal)
            ? rgb.Colourspace(Enums.Interpretation.Cmyk)
            : rgb.Copy();
        using var paged =
            kind.StartsWith("animated", StringComparison.Ordinal)
                ? coloured
                    .Join(coloured.Invert(), Enums.Direction.Vertical)
                    .Mutate(m => m.Set(GValue.GIntType, "page-height", Side))
            : kind.StartsWith("turned", StringComparison.Ordinal) ? coloured.Mutate(m => m.Set(GValue.GIntType, "orientation", 6))
            : coloured.Copy();
        paged.WriteToFile(file + kind[kind.IndexOf('[', StringComparison.Ordinal)..]);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("limits: \\{ memory: ([0-9]+)Gi \\}")]
    private static partial Regex Gibibytes();

    [GeneratedRegex("\"memory\": \"([0-9]+)\"")]
    private static partial Regex Mebibytes();

    // The second piece of work (the decode, behind its header) stands until it is let go.
    private sealed class Held(TimeSpan timeout) : TimeProvider
    {
        private int _works;

        public TaskCompletionSource Standing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == timeout && Interlocked.Increment(ref _works) == 2)
            {
                Standing.SetResult();
                Release.Task.Wait(Cancel);
            }

            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
