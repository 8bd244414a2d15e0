using System.Diagnostics;
using System.Globalization;
using ImageTagging.Tool.Commands;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Exports of the whole index, each by the tool in a process of its own.</summary>
/// <remarks><c>--index FILE</c> takes a file of the set <c>sqlite</c> that is there.</remarks>
internal sealed class ExportSet : IBenchmarkSet, IBenchmarkChild
{
    public string Name => "export";

    public string Title => "Exports of the embedded index as Parquet, NDJSON and CSV";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var path = run.Text("index") ?? Path.Combine(run.Scratch, "images.db");
        if (run.Text("index") is null || !File.Exists(path))
        {
            run.Say($"writing {images.Count:#,0} images");
            await using var index = new SqliteTagIndex(path);
            await index.EnsureReadyAsync(cancellationToken);
            await new MillionIndex(images).FillAsync(index, _ => { }, cancellationToken);
        }

        foreach (var format in (string[])["parquet", "ndjson", "csv"])
        {
            var file = Path.Combine(run.Scratch, "images." + format);
            var lines = await ChildProcess.RunAsync(Name, [path, file], cancellationToken);
            double[] told = [.. lines[^1].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
            var bars = format == "parquet";
            run.Report($"{format}: records", told[0] / told[1], "records/s", bars ? Bar.Over(50_000) : null);
            run.Report($"{format}: CPU a record", told[2] * 1e6 / told[0], "µs");
            run.Report($"{format}: peak working set", told[3], "MiB", bars ? Bar.Under(300) : null);
            run.Report($"{format}: size", new FileInfo(file).Length / told[0], "bytes/record");
        }
    }

    async Task IBenchmarkChild.RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        var started = Stopwatch.GetTimestamp();
        var exit = await ToolProgram.RunAsync(
            ["export", "--index", arguments[0], "--to", arguments[1], "--json"],
            output,
            Console.Error,
            cancellationToken
        );
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (exit != 0)
        {
            throw new InvalidOperationException("The export failed.");
        }

        using var told = System.Text.Json.JsonDocument.Parse(output.ToString());
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{told.RootElement.GetProperty("records").GetInt64()} {seconds} {process.TotalProcessorTime.TotalSeconds} {Machine.PeakWorkingSet() / (double)(1 << 20)}"
            )
        );
    }
}
