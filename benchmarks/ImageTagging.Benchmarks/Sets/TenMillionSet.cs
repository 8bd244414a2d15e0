using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// Everything that an operator with ten million images in one SQLite file waits for, with a tenth of the images beside it and
/// the growth between the two.
/// </summary>
/// <remarks>
/// <c>--count N</c> for a smaller machine: searches, rates, and memory that is to be flat, are held to the same bars. Both files are
/// written once and kept; writes, re-projection and searches beside a writer are over a copy, so that three times a file's room
/// is needed.
/// </remarks>
internal sealed class TenMillionSet : IBenchmarkSet
{
    // Ten times the images, and a fifth more for what no longer fits the processor's caches.
    private const double MostGrowth = 12;

    public string Name => "ten-million";

    public string Title => "Ten million images in one SQLite file, a tenth of them beside it, and the growth between";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var many = run.Count(10_000_000);
        var few = Math.Max(1, many / 10);
        var small = await MillionFile.WrittenAsync(run, new(few), cancellationToken);
        var large = await MillionFile.PathAsync(run, new(many), cancellationToken);
        run.Report("file", new FileInfo(large).Length / (double)many, "bytes/image", Bar.Under(700));
        await SearchesAsync(run, (small, few), (large, many), cancellationToken);
        await PlanAsync(run, (small, few), (large, many), cancellationToken);
        await ToolAsync(run, "verify", ["verify", "--index", large, "--json"], AtFull(many, 15 * 60), cancellationToken);
        await ExportAsync(run, large, many, cancellationToken);
        var images = new MillionImages(many);
        var copy = await MillionFile.CopyAsync(run, images, cancellationToken);
        await WritesAsync(run, copy, images, cancellationToken);
        run.Say("searches beside a writer");
        await new SqliteSearches(run, images, copy).WhileAnotherWritesAsync((80, double.NaN, 250), cancellationToken);
        await ReprojectionSet.MeasureAsync(run, copy, images, cancellationToken);
    }

    private static async Task SearchesAsync(
        BenchmarkRun run,
        (string Path, int Count) small,
        (string Path, int Count) large,
        CancellationToken cancellationToken
    )
    {
        var few = await SearchAsync(run, small, cancellationToken);
        var many = await SearchAsync(run, large, cancellationToken);
        foreach (var (name, of) in many.Where(m => m.Key != "peak"))
        {
            var (p50, p95) = BarsOf(name);
            run.Report($"{name}, {large.Count:#,0} images, p50", of[0], "ms", p50);
            run.Report($"{name}, {large.Count:#,0} images, p95", of[1], "ms", p95);
            run.Report($"{name}, {large.Count:#,0} images, processor time", of[2], "ms");
            if (few.TryGetValue(name, out var before))
            {
                run.Report($"{name}, {small.Count:#,0} images, p50", before[0], "ms");
                run.Report($"{name}, {small.Count:#,0} images, p95", before[1], "ms");
                run.Report($"{name}, {small.Count:#,0} images, processor time", before[2], "ms");
                run.Report($"{name}, growth of p95", of[1] / before[1], "x", Bar.Under(MostGrowth));
                run.Report($"{name}, growth of processor time", of[2] / before[2], "x");
            }
        }

        run.Report($"peak working set of the searches, {large.Count:#,0} images", many["peak"][0], "MiB");
        run.Report($"peak working set of the searches, {small.Count:#,0} images", few["peak"][0], "MiB");
    }

    // What takes longer the more there are is held to its bar at the full number only.
    private static Bar? AtFull(int count, double seconds) => count >= 10_000_000 ? Bar.Under(seconds) : null;

    private static (Bar? P50, Bar? P95) BarsOf(string name) =>
        name switch
        {
            "facets of a broad tag" or "facets of a broad tag over a band" => (Bar.Under(60), Bar.Under(120)),
            _ when name.StartsWith("the page behind", StringComparison.Ordinal) => (null, Bar.Under(60)),
            _ when name.EndsWith("first 20", StringComparison.Ordinal) => (null, Bar.Under(40)),
            _ => (null, null),
        };

    private static async Task<Dictionary<string, double[]>> SearchAsync(
        BenchmarkRun run,
        (string Path, int Count) file,
        CancellationToken cancellationToken
    )
    {
        run.Say($"searches over {file.Count:#,0} images");
        var lines = await ChildProcess.RunAsync(
            "growth-searches",
            [file.Path, file.Count.ToString(CultureInfo.InvariantCulture), run.Queries().ToString(CultureInfo.InvariantCulture)],
            cancellationToken
        );
        return lines
            .Select(l => l.Split('\t'))
            .ToDictionary(
                l => l[0],
                l => l[1..].Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray(),
                StringComparer.Ordinal
            );
    }

    private static async Task PlanAsync(
        BenchmarkRun run,
        (string Path, int Count) small,
        (string Path, int Count) large,
        CancellationToken cancellationToken
    )
    {
        var few = await PlanningSet.PlanAsync(run, small.Path, small.Count, cancellationToken);
        var many = await PlanningSet.PlanAsync(run, large.Path, large.Count, cancellationToken);
        run.Report($"plan, nothing changed, {large.Count:#,0} images", many[0], "s", AtFull(large.Count, 27));
        run.Report("plan, peak working set", many[1], "MiB", Bar.Under(200));
        run.Report($"plan, nothing changed, {small.Count:#,0} images", few[0], "s");
        run.Report("plan, growth", many[0] / few[0], "x", Bar.Under(MostGrowth));
        run.Report("plan, growth of the peak working set", many[1] / few[1], "x", Bar.Under(1.2));
    }

    private static async Task<ProgramUse> ToolAsync(
        BenchmarkRun run,
        string name,
        string[] arguments,
        Bar? bar,
        CancellationToken cancellationToken
    )
    {
        run.Say(name);
        var use = await ProgramRun.MeasureToolAsync(arguments, cancellationToken);
        run.Report(name, use.Elapsed.TotalSeconds, "s", bar);
        run.Report(name + ", processor time", use.Processor.TotalSeconds, "s");
        run.Report(name + ", peak working set", use.PeakBytes / (double)(1 << 20), "MiB");
        return use;
    }

    private static async Task ExportAsync(BenchmarkRun run, string path, int many, CancellationToken cancellationToken)
    {
        var file = Path.Combine(run.Scratch, "images.parquet");
        var use = await ToolAsync(
            run,
            "export to Parquet",
            ["export", "--index", path, "--to", file, "--json"],
            bar: null,
            cancellationToken
        );
        using var told = JsonDocument.Parse(use.Output);
        var records = told.RootElement.GetProperty("records").GetInt64();
        run.Report($"export to Parquet, of {many:#,0} images", records / use.Elapsed.TotalSeconds, "records/s", Bar.Over(80_000));
        File.Delete(file);
    }

    // A tenth more, behind all that is there: what the last of so many cost.
    private static async Task WritesAsync(
        BenchmarkRun run,
        string copy,
        MillionImages images,
        CancellationToken cancellationToken
    )
    {
        run.Say("writing a tenth more");
        await using var index = new SqliteTagIndex(copy);
        var more = new MillionIndex(
            new MillionImages(Math.Max(1, images.Count / 10), seed: 19),
            source: MillionImages.Source + "-tenth"
        );
        await more.FillAsync(index, _ => { }, cancellationToken);
        run.Report($"writing a tenth more than {images.Count:#,0}", more.WriteRate, "records/s", Bar.Over(12_000));
        run.Report("writing, a batch of 1,000", more.WriteTimes);
    }
}
