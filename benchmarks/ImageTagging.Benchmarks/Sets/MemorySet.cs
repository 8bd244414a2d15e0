using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The working set of <c>imagetag index</c> with its default taggers and two workers over a folder of twelve-megapixel photographs, from begin to end.</summary>
internal sealed class MemorySet : IBenchmarkSet
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    public string Name => "memory-2000";

    public string Title => "Memory of imagetag index over 2,000 twelve-megapixel photographs, 2 workers";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var count = run.Count(2_000);
        var photograph = JpegStore.Photograph(4000, 3000);
        var store = new JpegStore(photograph, count);
        var folder = Directory.CreateDirectory(Path.Combine(run.Scratch, "pictures")).FullName;
        run.Say(FormattableString.Invariant($"{count} different files of {photograph.Length / 1e6:0.0} MB"));
        for (var i = 0; i < count; i++)
        {
            var file = Path.Combine(folder, i.ToString("D8", CultureInfo.InvariantCulture) + ".jpg");
            await File.WriteAllBytesAsync(file, store.Bytes(i), cancellationToken);
        }

        run.Say("imagetag index");
        using var process = Start(folder, Path.Combine(run.Scratch, "index.db"));
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var (sizes, peak) = await WatchAsync(process, cancellationToken);
        var tagged = Tagged(await output);
        if (process.ExitCode != 0 || tagged != count)
        {
            throw new InvalidOperationException($"imagetag ended with {process.ExitCode} and tagged {tagged} of {count}.");
        }

        // What is loaded once (the model, the codecs) is there after the first tenth.
        var second = sizes[(sizes.Count / 10)..(sizes.Count / 5)].Average();
        var last = sizes[(sizes.Count * 9 / 10)..].Average();
        run.Report("pictures", count, "");
        run.Report("working set in the second tenth of the time", second, "MiB");
        run.Report("working set in the last tenth of the time", last, "MiB");
        run.Report("growth from the second tenth to the last", last / second, "", Bar.Under(1.25));
        run.Report("peak working set, 2 workers", peak * (1 << 20) / 1e6, "MB", Bar.Under(700));
    }

    private static Process Start(string folder, string index)
    {
        var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        var tool = Path.Combine(Repository.Root, "src", "ImageTagging.Tool", "bin", configuration, "net10.0", "imagetag.dll");
        if (!File.Exists(tool))
        {
            throw new FileNotFoundException("Build the solution first: there is no " + tool);
        }

        var start = new ProcessStartInfo("dotnet", [tool, "index", folder, "--index", index, "--workers", "2", "--json"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    private static async Task<(List<double> Sizes, double Peak)> WatchAsync(Process process, CancellationToken cancellationToken)
    {
        List<double> sizes = [];
        double peak = 0;
        using var timer = new PeriodicTimer(s_look);
        while (!process.HasExited && await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (Machine.WorkingSet(process.Id) is { } bytes)
            {
                sizes.Add(bytes / (double)(1 << 20));
                peak = Math.Max(peak, (Machine.PeakWorkingSet(process.Id) ?? 0) / (double)(1 << 20));
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        return sizes.Count >= 10 ? (sizes, peak) : throw new InvalidOperationException("It ended too soon to be looked at.");
    }

    private static long Tagged(string output)
    {
        using var summary = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        return summary.RootElement.GetProperty("tagged").GetInt64();
    }
}
