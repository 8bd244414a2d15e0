using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Imaging.Tests;

/// <summary>Damaged files of every kind, over all decoders: each is decoded or refused in words, whatever is in it.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const int Seed = 20_261_130;

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ten_thousand_hostile_files_crash_hang_and_fill_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is told by Linux.");
        var count = Trials.Count(10_000);
        var outcome = await HostileProcess.RunAsync(Seed, count, await HeicAsync(), Cancel);
        Assert.Empty(outcome.Faults);
        Assert.Equal(count, outcome.Decoded + outcome.Refused);
        // Neither harmless nor beyond all hope.
        Assert.InRange(outcome.Decoded, count / 20, count * 9 / 10);
        Assert.InRange(outcome.Peak, 0, HostileProcess.MostPeak);
        // The bound of one decode, on a machine that may stand still for seconds.
        Assert.InRange(outcome.Slowest, 0, 35_000);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{outcome.Decoded} decoded, {outcome.Refused} refused, the slowest {outcome.Slowest} ms, {outcome.Peak} MiB"
        );
    }

    private async Task<string?> HeicAsync()
    {
        if (SystemHeif.Find() is null)
        {
            return null;
        }

        var (png, heic) = (_folder.File("a.png"), _folder.File("a.heic"));
        await File.WriteAllBytesAsync(png, Pictures.Solid(96, 64, [200, 100, 50]), Cancel);
        try
        {
            using var encoder = Process.Start(new ProcessStartInfo("heif-enc", [png, "-o", heic]) { UseShellExecute = false })!;
            await encoder.WaitForExitAsync(Cancel);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Not installed.
        }

        return File.Exists(heic) ? heic : null;
    }
}
