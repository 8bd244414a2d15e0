using System.Globalization;
using ImageTagging.Elasticsearch;
using ImageTagging.TestSupport;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The embedded index over a million images, and the same searches on Elasticsearch beside it.</summary>
internal sealed class SearchMillionSet : IBenchmarkSet
{
    public string Name => "search-million";

    public string Title => "Writes, size and searches of a million images in SQLite, and the same searches on Elasticsearch";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var path = run.Text("index") ?? Path.Combine(run.Scratch, "million.db");
        if (!File.Exists(path))
        {
            await WriteAsync(run, images, path, cancellationToken);
        }

        Timings ours;
        var index = new SqliteTagIndex(path);
        await using (index)
        {
            await index.EnsureReadyAsync(cancellationToken);
            ours = await MeasureSqliteAsync(run, images, index, path, cancellationToken);
        }

        if (run.Text("elasticsearch") != "no")
        {
            await CompareAsync(run, images, ours, cancellationToken);
        }
    }

    private static async Task WriteAsync(BenchmarkRun run, MillionImages images, string path, CancellationToken cancellationToken)
    {
        var filling = new MillionIndex(images);
        var index = new SqliteTagIndex(path);
        await using (index)
        {
            await index.EnsureReadyAsync(cancellationToken);
            await filling.FillAsync(index, run.Say, cancellationToken);
        }

        run.Report("writes, on average", filling.WriteRate, "records/s", Bar.Over(15_000));
        run.Report("writes, last tenth", filling.LastTenthRate, "records/s", Bar.Over(10_000));
        run.Report("writes, a batch of 1,000", filling.WriteTimes, Bar.Under(150));
        var bytes = Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*").Sum(f => new FileInfo(f).Length);
        run.Report("size on disk, raw labels included", bytes / (double)images.Count, "B/image", Bar.Under(700));
        await using var again = new SqliteTagIndex(path);
        await again.EnsureReadyAsync(cancellationToken);
        await filling.ChangeAsync(again, cancellationToken);
        run.Report("random re-tags of all ten tags", filling.RetagRate, "records/s", Bar.Over(8_000));
        run.Report("random re-tags, a batch of 1,000", filling.RetagTimes, Bar.Under(150));
        run.Report("reading 1,000 random records for their tokens", filling.ReadMilliseconds / filling.RetagTimes.Count, "ms");
    }

    private static async Task<Timings> MeasureSqliteAsync(
        BenchmarkRun run,
        MillionImages images,
        SqliteTagIndex index,
        string path,
        CancellationToken cancellationToken
    )
    {
        var count = images.Count.ToString(CultureInfo.InvariantCulture);
        await ReportChildrenAsync(run, "opening and the first two-tag search, in a new process", "two", Bar.Under(500));
        await ReportChildrenAsync(run, "the very first facets, in a new process", "facets", Bar.Under(700));
        await using (var cold = new SqliteTagIndex(new SqliteIndexOptions { Path = path, CacheBytes = 1 << 20, PageCacheBytes = 64 << 10 }))
        {
            var queries = new MillionQueries(images, []);
            run.Report(
                "two tags, first 20 with count, nothing cached",
                await BenchmarkRun.TimeEachAsync(queries.TwoTags(run.Queries()), Search(cold)),
                Bar.Under(10)
            );
        }

        var broad = await MillionQueries.BroadTagsAsync(index, images, cancellationToken);
        run.Say($"broad tags: {string.Join(", ", broad)}");
        var suite = new SearchSuite(new(images, broad), run.Queries());
        var timings = await suite.RunAsync(index, "SQLite", run, withBars: true, cancellationToken);
        await using (var writer = ChildProcess.Start(WriterChild.ChildName, [path, count]))
        {
            await writer.ReadLineAsync(cancellationToken);
            run.Report("two tags, while another process writes", await suite.TwoTagsAsync(index, cancellationToken), Bar.Under(10));
            run.Report("facets, while another process writes", await suite.FacetsAsync(index, cancellationToken), Bar.Under(80));
            await writer.EndAsync(cancellationToken);
            var written = await writer.ReadLineAsync(cancellationToken);
            run.Report("what the other process re-tagged meanwhile", double.Parse(written!, CultureInfo.InvariantCulture), "records/s");
        }

        return timings;

        async Task ReportChildrenAsync(BenchmarkRun to, string name, string what, Bar bar)
        {
            var times = new List<double>();
            for (var i = 0; i < 5; i++)
            {
                var lines = await ChildProcess.RunAsync(OpenChild.ChildName, [path, count, what, i.ToString(CultureInfo.InvariantCulture)], cancellationToken);
                times.Add(double.Parse(lines[^1], CultureInfo.InvariantCulture));
            }

            to.Report(name + ", median of 5", times.Order().ElementAt(2), "ms", bar);
        }
    }

    private static async Task CompareAsync(BenchmarkRun run, MillionImages images, Timings ours, CancellationToken cancellationToken)
    {
        var address = await StartElasticsearchAsync(run);
        if (address is null)
        {
            return;
        }

        var options = new ElasticsearchIndexOptions { IndexName = $"bench-{Environment.ProcessId}" };
        options.Nodes.Add(address);
        using var index = new ElasticsearchTagIndex(options);
        await index.EnsureReadyAsync(cancellationToken);
        var filling = new MillionIndex(images, batch: 5_000);
        await filling.FillAsync(index, run.Say, cancellationToken);
        run.Report("Elasticsearch: writes, on average", filling.WriteRate, "records/s");
        await filling.ChangeAsync(index, cancellationToken);
        var broad = await MillionQueries.BroadTagsAsync(index, images, cancellationToken);
        var theirs = await new SearchSuite(new(images, broad), run.Queries()).RunAsync(index, "Elasticsearch", run, withBars: false, cancellationToken);
        foreach (var (name, (p50, p95)) in ours.Percentiles)
        {
            run.Report($"{name}: SQLite faster than Elasticsearch, p50", theirs.Percentiles[name].P50 / p50, "x", Bar.Over(1));
            run.Report($"{name}: SQLite faster than Elasticsearch, p95", theirs.Percentiles[name].P95 / p95, "x", Bar.Over(1));
        }
    }

    private static async Task<Uri?> StartElasticsearchAsync(BenchmarkRun run)
    {
        if (Environment.GetEnvironmentVariable("IMAGETAGGING_ELASTICSEARCH_URL") is null && TestPaths.Shared is null)
        {
            run.Say("no Elasticsearch: neither IMAGETAGGING_ELASTICSEARCH_URL nor the testbed is there");
            return null;
        }

        return await Testbed.ElasticsearchAsync();
    }

    internal static Func<SearchRequest, ValueTask> Search(ITagIndex index) => async r => await index.SearchAsync(r);
}
