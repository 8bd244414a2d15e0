using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The statistics job over an export of the whole index, and whether it counts as the tool does.</summary>
internal sealed class SparkStatisticsSet : IBenchmarkSet
{
    private const int Together = 20;

    public string Name => "spark-statistics";

    public string Title => "Tables of tags by Spark (local mode, 2 cores) from a Parquet export";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var none = new Dictionary<string, string>();
        var index = await MillionFile.PathAsync(run, new MillionImages(run.Count()), cancellationToken);
        var (export, tables) = (Path.Combine(run.Scratch, "images.parquet"), Path.Combine(run.Scratch, "tables"));
        run.Say("exporting");
        _ = await ProgramRun.ToolAsync(["export", "--index", index, "--to", export], none, cancellationToken);
        run.Say("the job");
        var started = Stopwatch.GetTimestamp();
        _ = await SparkProgram.RunAsync(
            "tag_statistics.py",
            [export, "--to", tables, "--least-pairs", "1"],
            none,
            cancellationToken
        );
        run.Report("the job, Spark's start included", Stopwatch.GetElapsedTime(started).TotalSeconds, "s", Bar.Under(60));

        run.Say("the tool's own counts");
        started = Stopwatch.GetTimestamp();
        var tags = Counts(await StatsAsync("distribution", "1000"), o => Text(o, "tag"));
        var pairs = Counts(await StatsAsync("together", $"{Together}"), o => Pair(Text(o, "tag"), Text(o, "other")));
        run.Report("the tool's own stats", Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
        var told = Rows("distribution").ToDictionary(r => r[0], r => Number(r[1]), StringComparer.Ordinal);
        var toldPairs = Rows("co_occurrence").ToDictionary(r => Pair(r[0], r[1]), r => Number(r[2]), StringComparer.Ordinal);
        run.Report("tags compared", tags.Count, "tags");
        run.Report("tags that are counted differently", Different(tags, told), "tags", Bar.Under(0));
        run.Report("pairs compared", pairs.Count, "pairs");
        run.Report("pairs that are counted differently", Different(pairs, toldPairs), "pairs", Bar.Under(0));

        Task<string> StatsAsync(string chart, string top) =>
            ProgramRun.ToolAsync(["stats", "--chart", chart, "--top", top, "--index", index, "--json"], none, cancellationToken);

        // Made-up tags need no quotes.
        IEnumerable<string[]> Rows(string table) =>
            Directory
                .EnumerateFiles(Path.Combine(tables, table + ".csv"), "part-*.csv")
                .SelectMany(f => File.ReadLines(f).Skip(1))
                .Select(l => l.Split(','));
    }

    private static Dictionary<string, long> Counts(string output, Func<JsonElement, string> name)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var told = JsonDocument.Parse(line);
            counts.Add(name(told.RootElement), told.RootElement.GetProperty("count").GetInt64());
        }

        return counts.Count > 0 ? counts : throw new InvalidOperationException("The tool counted nothing.");
    }

    private static int Different(Dictionary<string, long> counts, Dictionary<string, long> told) =>
        counts.Count(c => c.Value != told.GetValueOrDefault(c.Key));

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;

    private static string Pair(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? one + "|" + other : other + "|" + one;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
