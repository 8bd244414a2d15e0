using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Exports of the whole index, each by the tool in a process of its own.</summary>
/// <remarks><c>--index FILE</c> exports an index that is there.</remarks>
internal sealed class ExportSet : IBenchmarkSet
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
            var use = await ProgramRun.MeasureToolAsync(["export", "--index", path, "--to", file, "--json"], cancellationToken);
            using var told = JsonDocument.Parse(use.Output);
            double records = told.RootElement.GetProperty("records").GetInt64();
            var bars = format == "parquet";
            run.Report($"{format}: records", records / use.Elapsed.TotalSeconds, "records/s", bars ? Bar.Over(50_000) : null);
            run.Report($"{format}: CPU a record", use.Processor.TotalSeconds * 1e6 / records, "µs");
            run.Report($"{format}: peak working set", use.PeakBytes / (double)(1 << 20), "MiB", bars ? Bar.Under(300) : null);
            run.Report($"{format}: size", new FileInfo(file).Length / records, "bytes/record");
        }
    }
}
