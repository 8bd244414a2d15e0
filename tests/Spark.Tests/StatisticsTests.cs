using System.Globalization;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Tests;

namespace ImageTagging.Spark.Tests;

/// <summary>The tables of the statistics job, next to what the tool and the records themselves say.</summary>
public sealed class StatisticsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tables_of_either_export_are_what_stats_and_the_records_say()
    {
        var records = ManyRecords.Make(600, seed: 8);
        await ManyRecords.WriteAsync(Index, records);
        await ToolAsync("export", "--to", _folder.File("all.parquet"));
        await ToolAsync("export", "--to", _folder.File("all.ndjson"));
        await StatisticsTables.MakeAsync(_folder, ("all.parquet", "parquet"), ("all.ndjson", "ndjson"));

        var counts = (await ToolAsync("stats", "--top", "1000"))
            .Objects.Where(o => o.GetProperty("type").GetString() == "tag")
            .ToDictionary(o => o.GetProperty("tag").GetString()!, o => o.GetProperty("count").GetInt64());
        Assert.Equal(10, counts.Count);
        // As every search, the tables leave out what is gone from its source.
        var there = records.Where(r => r.GoneAt is null).ToArray();
        Assert.Equal(StatisticsTables.Sorted(CountOf(there, r => r.Tags.Select(t => t.Name))), StatisticsTables.Sorted(counts));
        var top = counts
            .OrderByDescending(t => t.Value)
            .ThenBy(t => t.Key, StringComparer.Ordinal)
            .Take(6)
            .Select(t => t.Key)
            .ToHashSet(StringComparer.Ordinal);
        var together = CountOf(there, r => Pairs([.. r.Tags.Select(t => t.Name).Where(top.Contains)]));
        var bins = CountOf(there, r => r.Tags.Select(t => $"{t.Name}|{Math.Min((int)t.Confidence.Hundredths, 9_999) / 500 * 5}"));
        var months = CountOf(
            there,
            r =>
                r.Tags.Where(t => top.Contains(t.Name))
                    .Select(t => $"{t.Name}|{r.ModifiedAt.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)}")
        );
        foreach (var format in (string[])["parquet", "ndjson"])
        {
            foreach (var kind in (string[])["parquet", "csv"])
            {
                Assert.Equal(StatisticsTables.Sorted(counts), Read(format, kind, "distribution", "tag", "images"));
                Assert.Equal(
                    StatisticsTables.Sorted(together),
                    Read(format, kind, "co_occurrence", "tag || '|' || \"with\"", "together")
                );
                Assert.Equal(StatisticsTables.Sorted(bins), Read(format, kind, "confidence", "tag || '|' || \"from\"", "images"));
                Assert.Equal(StatisticsTables.Sorted(months), Read(format, kind, "over_time", "tag || '|' || month", "images"));
            }

            // Lift is by the tables' own counts, and so by those of the tool.
            var lift = Assert.Single(
                Read(format, "parquet", "co_occurrence", "'wrong'", "count(*)", Wrong(there.Length) + " GROUP BY ALL")
                    .DefaultIfEmpty("wrong 0")
            );
            Assert.Equal("wrong 0", lift);
        }
    }

    [Theory]
    [InlineData("cut.ndjson", "--bin", "5")]
    [InlineData("whole.ndjson", "--bin", "0")]
    [InlineData("whole.ndjson", "--ubiquitous", "2")]
    [InlineData("whole.csv", "--bin", "5")]
    public async Task What_would_be_counted_wrongly_is_not_counted(string file, params string[] options)
    {
        await ManyRecords.WriteAsync(Index, ManyRecords.Make(20, seed: 8));
        await ToolAsync("export", "--to", _folder.File("whole.ndjson"));
        var text = await File.ReadAllTextAsync(_folder.File("whole.ndjson"));
        await File.WriteAllTextAsync(_folder.File("cut.ndjson"), text[..^200]);
        await ToolAsync("export", "--to", _folder.File("whole.csv"));
        var (exit, output, error) = await Programs.SparkAsync([
            Path.Combine(TestPaths.RepositoryRoot, "spark", "tag_statistics.py"),
            _folder.File(file),
            "--to",
            _folder.File("tables"),
            .. options,
        ]);
        Assert.NotEqual(0, exit);
        Assert.DoesNotContain("rows", output, StringComparison.Ordinal);
        Assert.Contains("tag_statistics", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", error, StringComparison.Ordinal);
    }

    private static string Wrong(int images) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"WHERE abs(lift - together * {images}.0 / (images * with_images)) > 1e-9 OR images < together OR tag >= \"with\""
        );

    private static IEnumerable<string> Pairs(string[] tags)
    {
        Array.Sort(tags, StringComparer.Ordinal);
        return tags.SelectMany((one, i) => tags.Skip(i + 1).Select(other => one + "|" + other));
    }

    private static Dictionary<string, long> CountOf(
        IEnumerable<ImageRecord> records,
        Func<ImageRecord, IEnumerable<string>> names
    ) => records.SelectMany(names).CountBy(n => n).ToDictionary(c => c.Key, c => (long)c.Value, StringComparer.Ordinal);

    private string[] Read(string format, string kind, string table, string name, string count, string more = "") =>
        StatisticsTables.Read(_folder.File(format), kind, table, name, count, more);

    private async Task<ToolRun> ToolAsync(params string[] arguments)
    {
        var run = await ToolRun.OfAsync([.. arguments, "--index", Index, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }
}
