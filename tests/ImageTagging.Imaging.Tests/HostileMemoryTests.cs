using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Imaging.Tests;

/// <summary>What pictures that would fill memory take of it.</summary>
[Collection(Alone.Name)]
public sealed class HostileMemoryTests
{
    private readonly VipsImageCodec _codec = new(new() { Timeout = TimeSpan.FromMinutes(5) });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bomb_of_30000_by_30000_is_refused_by_its_header()
    {
        var bomb = PngBomb.Make(30_000);
        Assert.InRange(bomb.Length, 1, 2_000_000);
        var before = StartPeak();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _codec.DecodeAsync(bomb, new(64, 64), new byte[64 * 64 * 3], Cancel)
        );
        Assert.Equal((FailureKind.Refused, "TooManyPixels"), (fault.Kind, fault.Code));
        Assert.Contains("30000 × 30000", fault.Message, StringComparison.Ordinal);
        Assert.InRange(Peak(), 0, before + (200L << 20));
    }

    [Theory]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("tiff")]
    public async Task A_file_of_a_million_pictures_is_its_first_one(string kind)
    {
        var pictures = Multitude.Make(kind, kind == "tiff" ? 200_000 : 1_000_000);
        var before = StartPeak();
        var started = Environment.CpuUsage.TotalTime;
        Assert.Equal((16, 16), (_codec.Probe(pictures).Width, _codec.Probe(pictures).Height));
        var pixels = new byte[16 * 16 * 3];
        await _codec.DecodeAsync(pictures, new(16, 16), pixels, Cancel);
        Assert.All(pixels, p => Assert.Equal(pixels[0], p));
        Assert.InRange(Environment.CpuUsage.TotalTime - started, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.InRange(Peak(), 0, before + (6 * pictures.Length) + (32L << 20));
    }

    // Linux begins to count anew: the most that the process ever held would hide what one test takes.
    private static long StartPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }

        return Peak();
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}

/// <summary>Tests that count memory, and the processors' time, while nothing else of the process does anything.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
