using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// Everything that an operator with ten million images in one SQLite file waits for, with a tenth of the images beside it and
/// the growth between the two.
/// </summary>
/// <remarks>
/// <c>--count N</c> for a smaller machine: searches, rates and the growth of searches are held to the same bars. <c>--parts A,B</c>
/// measures some of <see cref="Parts"/> only. Both files are written once, each in a process of its own; <c>--keep FOLDER</c> keeps
/// them for later calls, whatever is built meanwhile. What writes works on a copy, so that three times a file's room is needed.
/// </remarks>
internal sealed class TenMillionSet : IBenchmarkSet
{
    // Ten times the images, and a fifth more for what no longer fits the processor's caches.
    private const double MostGrowth = 12;

    // Memory that is flat grows by less than this, whatever the number of images.
    private const double MostMemoryGrowth = 1.5;

    /// <summary>What is measured, in this order: what takes longest is last.</summary>
    private static readonly string[] s_parts = ["write", "searches", "plan", "beside-writer", "export", "reprojection", "verify"];

    public string Name => "ten-million";

    public string Title => "Ten million images in one SQLite file, a tenth of them beside it, and the growth between";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var parts = Parts(run);
        var many = run.Count(10_000_000);
        var small = new Written(
            await WriteAsync(run, Math.Max(1, many / 10), reports: false, cancellationToken),
            Math.Max(1, many / 10)
        );
        var large = new Written(await WriteAsync(run, many, parts.Contains("write"), cancellationToken), many);
        if (parts.Contains("searches"))
        {
            await SearchesAsync(run, small, large, cancellationToken);
        }

        if (parts.Contains("plan"))
        {
            await PlanAsync(run, small, large, cancellationToken);
        }

        if (parts.Contains("beside-writer"))
        {
            await BesideWriterAsync(run, small, large, cancellationToken);
        }

        if (parts.Contains("export"))
        {
            await ExportAsync(run, small, large, cancellationToken);
        }

        if (parts.Contains("reprojection"))
        {
            await ReprojectionAsync(run, small, large, cancellationToken);
        }

        if (parts.Contains("verify"))
        {
            await ToolAsync(
                run,
                "verify",
                f => ["verify", "--index", f.Path, "--json"],
                small,
                large,
                15 * 60,
                cancellationToken
            );
        }
    }

    private static string[] Parts(BenchmarkRun run)
    {
        var parts = run.Text("parts")?.Split(',', StringSplitOptions.TrimEntries) ?? s_parts;
        return parts.Except(s_parts, StringComparer.Ordinal).FirstOrDefault() is { } unknown
            ? throw new ArgumentException($"There is no part '{unknown}'; there are: {string.Join(", ", s_parts)}.", nameof(run))
            : parts;
    }

    // The figures of the writing lie beside the file, for whoever measures it later.
    private static async Task<string> WriteAsync(BenchmarkRun run, int count, bool reports, CancellationToken cancellationToken)
    {
        var kept = MillionFile.PathOf(run.Text("keep"), count);
        var told = kept + ".written";
        if (!File.Exists(kept) || !File.Exists(told))
        {
            run.Say($"writing {count:#,0} images");
            var path = Path.Combine(run.Scratch, "million.db");
            List<string> figures = [];
            await using (var child = ChildProcess.Start("million-writer", [path, Text(count)]))
            {
                while (await child.ReadLineAsync(cancellationToken) is { } line)
                {
                    if (line.Contains('\t', StringComparison.Ordinal))
                    {
                        figures.Add(line);
                    }
                    else
                    {
                        run.Say(line);
                    }
                }

                await child.EndAsync(cancellationToken);
            }

            if (figures.Count == 0)
            {
                throw new InvalidOperationException($"The {count:#,0} images were not written to their end.");
            }

            MillionFile.Keep(path, count, run.Text("keep"));
            await File.WriteAllLinesAsync(told, figures, cancellationToken);
        }
        else if (reports)
        {
            run.Say(
                $"the file was written before, on {File.GetLastWriteTimeUtc(told):yyyy-MM-dd HH:mm} UTC; the figures are of then"
            );
        }

        if (reports)
        {
            run.Report("file", new FileInfo(kept).Length / (double)count, "bytes/image", Bar.Under(700));
            foreach (var (name, figures) in Figures(await File.ReadAllLinesAsync(told, cancellationToken)))
            {
                var isRate = name is "writing, all" or "writing, the last tenth" or "random re-tags of all ten tags";
                run.Report(
                    $"{name}, {count:#,0} images",
                    figures[0],
                    isRate ? "records/s"
                        : name.EndsWith("p95", StringComparison.Ordinal) ? "ms"
                        : "MiB",
                    name == "writing, the last tenth" ? Bar.Over(12_000) : null
                );
            }
        }

        return kept;
    }

    private static async Task SearchesAsync(BenchmarkRun run, Written small, Written large, CancellationToken cancellationToken)
    {
        var queries = run.Queries(200);
        foreach (var file in (Written[])[small, large])
        {
            // A file that was kept is as warm as one that was just written.
            await ReadThroughAsync(file.Path, cancellationToken);
        }

        var few = await SearchAsync(run, small, small, queries, [], cancellationToken);
        var many = await SearchAsync(run, large, small, queries, [], cancellationToken);
        foreach (var (name, of) in many.Where(m => m.Key != "peak"))
        {
            var (p50, p95) = BarsOf(name);
            Tell(run, name, large, of, p50, p95);
            if (few.TryGetValue(name, out var before))
            {
                Tell(run, name, small, before, null, null);
                run.Report($"{name}, growth of p95", of[1] / before[1], "x", Bar.Under(MostGrowth));
                run.Report($"{name}, growth of processor time", of[2] / before[2], "x");
            }
        }

        run.Report($"peak working set of the searches, {large.Count:#,0} images", many["peak"][0], "MiB");
        run.Report($"peak working set of the searches, {small.Count:#,0} images", few["peak"][0], "MiB");
    }

    private static (Bar? P50, Bar? P95) BarsOf(string name) =>
        name switch
        {
            "facets of a broad tag" or "facets of a broad tag over a band" => (Bar.Under(60), Bar.Under(120)),
            SearchMeasures.Suggestions => (null, Bar.Under(5)),
            "a broad tag modified within a year" or "a broad tag in a folder (key:)" => (null, Bar.Under(60)),
            _ when name.StartsWith("the page behind", StringComparison.Ordinal) => (null, Bar.Under(60)),
            _ when name.EndsWith("first 20", StringComparison.Ordinal) => (null, Bar.Under(40)),
            _ => (null, null),
        };

    private static void Tell(BenchmarkRun run, string name, Written file, double[] of, Bar? p50, Bar? p95)
    {
        run.Report($"{name}, {file.Count:#,0} images, p50", of[0], "ms", p50);
        run.Report($"{name}, {file.Count:#,0} images, p95", of[1], "ms", p95);
        run.Report($"{name}, {file.Count:#,0} images, processor time", of[2], "ms");
    }

    private static async Task<Dictionary<string, double[]>> SearchAsync(
        BenchmarkRun run,
        Written file,
        Written smallest,
        int queries,
        IReadOnlyList<string> words,
        CancellationToken cancellationToken
    )
    {
        run.Say($"searches over {file.Count:#,0} images");
        return Figures(
            await ChildProcess.RunAsync(
                "growth-searches",
                [file.Path, Text(file.Count), Text(queries), Text(SearchMeasures.DeepIn(smallest.Count)), .. words],
                cancellationToken
            )
        );
    }

    private static async Task PlanAsync(BenchmarkRun run, Written small, Written large, CancellationToken cancellationToken)
    {
        var few = await PlanningSet.PlanAsync(run, small.Path, small.Count, cancellationToken);
        var many = await PlanningSet.PlanAsync(run, large.Path, large.Count, cancellationToken);
        run.Report($"plan, nothing changed, {large.Count:#,0} images", many[0], "s", AtFull(large, 27));
        run.Report($"of it the source's listing alone, {large.Count:#,0} images", many[2], "s");
        run.Report($"plan, nothing changed, {small.Count:#,0} images", few[0], "s");
        run.Report("plan, growth", many[0] / few[0], "x", Bar.Under(MostGrowth));
        TellPeaks(run, "plan", small, few[1], large, many[1], Bar.Under(200));
    }

    // Beside a writer nothing is compared with a tenth: the writers of both are as fast as they can be.
    private static async Task BesideWriterAsync(
        BenchmarkRun run,
        Written small,
        Written large,
        CancellationToken cancellationToken
    )
    {
        var copy = large with { Path = Path.Combine(run.Scratch, "beside-writer.db") };
        CopyFlushed(large.Path, copy.Path);
        foreach (var kind in (string[])["retags", "inserts"])
        {
            run.Say($"beside another process's {kind}");
            await using var writer = ChildProcess.Start("sqlite-writer", [copy.Path, Text(copy.Count), kind]);
            _ = await writer.ReadLineAsync(cancellationToken);
            string[] words = ["first 20", "facets of", "modified", "Newest"];
            var found = await SearchAsync(run, copy, small, run.Queries(100), words, cancellationToken);
            await writer.EndAsync(cancellationToken);
            var rate = await writer.ReadLineAsync(cancellationToken);
            foreach (var (name, of) in found.Where(f => f.Key != "peak"))
            {
                Bar? bar =
                    name.StartsWith("two tags", StringComparison.Ordinal) ? Bar.Under(80)
                    : name.StartsWith("facets", StringComparison.Ordinal) ? Bar.Under(250)
                    : null;
                Tell(run, $"{name}, another process's {kind}", copy, of, null, bar);
            }

            run.Report($"peak working set of the searches beside {kind}", found["peak"][0], "MiB");
            run.Report($"{kind} of the other process meanwhile", double.Parse(rate!, CultureInfo.InvariantCulture), "records/s");
        }

        File.Delete(copy.Path);
    }

    private static async Task ExportAsync(BenchmarkRun run, Written small, Written large, CancellationToken cancellationToken)
    {
        var to = Path.Combine(run.Scratch, "images.parquet");
        var use = await ToolAsync(
            run,
            "export to Parquet",
            f => ["export", "--index", f.Path, "--to", to, "--json"],
            small,
            large,
            seconds: null,
            cancellationToken
        );
        using var told = JsonDocument.Parse(use.Output);
        var records = told.RootElement.GetProperty("records").GetInt64();
        run.Report(
            $"export to Parquet, records a second, {large.Count:#,0} images",
            records / use.Elapsed.TotalSeconds,
            "records/s",
            Bar.Over(80_000)
        );
        File.Delete(to);
    }

    // As many records of either file, so that what the larger one costs is seen; more would only take longer.
    private static async Task ReprojectionAsync(
        BenchmarkRun run,
        Written small,
        Written large,
        CancellationToken cancellationToken
    )
    {
        foreach (var file in (Written[])[small, large])
        {
            var copy = Path.Combine(run.Scratch, "reprojection.db");
            CopyFlushed(file.Path, copy);
            await ReprojectionSet.MeasureAsync(
                run,
                copy,
                new(file.Count),
                Math.Max(1, small.Count / 4),
                $", {file.Count:#,0} images",
                cancellationToken
            );
            File.Delete(copy);
        }
    }

    // Nobody works on a file of which gigabytes are still on their way to the disk.
    private static void CopyFlushed(string from, string to)
    {
        File.Copy(from, to);
        using var file = new FileStream(to, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static async Task ReadThroughAsync(string path, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        while (await file.ReadAsync(buffer, cancellationToken) > 0) { }
    }

    private static async Task<ProgramUse> ToolAsync(
        BenchmarkRun run,
        string name,
        Func<Written, string[]> arguments,
        Written small,
        Written large,
        double? seconds,
        CancellationToken cancellationToken
    )
    {
        run.Say($"{name}, {small.Count:#,0} images");
        var few = await ProgramRun.MeasureToolAsync(arguments(small), cancellationToken);
        run.Say($"{name}, {large.Count:#,0} images");
        var many = await ProgramRun.MeasureToolAsync(arguments(large), cancellationToken);
        Tell(large, many, seconds is { } most ? AtFull(large, most) : null);
        Tell(small, few, null);
        run.Report($"{name}, growth", many.Elapsed / few.Elapsed, "x", Bar.Under(MostGrowth));
        TellPeaks(run, name, small, few.PeakBytes / (double)(1 << 20), large, many.PeakBytes / (double)(1 << 20), null);
        return many;

        void Tell(Written file, ProgramUse use, Bar? bar)
        {
            run.Report($"{name}, {file.Count:#,0} images", use.Elapsed.TotalSeconds, "s", bar);
            run.Report($"{name}, {file.Count:#,0} images, processor time", use.Processor.TotalSeconds, "s");
        }
    }

    private static void TellPeaks(BenchmarkRun run, string name, Written small, double few, Written large, double many, Bar? bar)
    {
        run.Report($"{name}, peak working set, {large.Count:#,0} images", many, "MiB", bar);
        run.Report($"{name}, peak working set, {small.Count:#,0} images", few, "MiB");
        run.Report($"{name}, growth of the peak working set", many / few, "x", AtFull(large, MostMemoryGrowth));
    }

    // What takes longer the more there are, and memory that is flat once it is as large as it gets, are held to their bars at the full number only.
    private static Bar? AtFull(Written file, double most) => file.Count >= 10_000_000 ? Bar.Under(most) : null;

    private static Dictionary<string, double[]> Figures(IEnumerable<string> lines) =>
        lines
            .Select(l => l.Split('\t'))
            .ToDictionary(
                l => l[0],
                l => l[1..].Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray(),
                StringComparer.Ordinal
            );

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Written(string Path, int Count);
}
