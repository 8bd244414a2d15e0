using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The searches that the embedded index is held to, in this process and in new ones, alone and beside a writer.</summary>
internal sealed class SqliteSearches(BenchmarkRun run, MillionImages images, string path)
{
    /// <summary>Opening and the first searches in processes that know nothing yet.</summary>
    public async Task NewProcessAsync(CancellationToken cancellationToken)
    {
        var (first, facets) = (new List<double>(), new List<double>());
        for (var i = 0; i < run.Number("processes", 5); i++)
        {
            var tags = images.TagNumbers(images.NumberAt(i));
            string[] arguments = [path, TagWords.Tag(tags[0]), TagWords.Tag(tags[1]), MillionImages.LateTag];
            var started = Stopwatch.GetTimestamp();
            await using var child = ChildProcess.Start("sqlite-first", arguments);
            _ = await child.ReadLineAsync(cancellationToken);
            first.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            facets.Add(double.Parse((await child.ReadLineAsync(cancellationToken))!, CultureInfo.InvariantCulture));
            await child.EndAsync(cancellationToken);
        }

        run.Report("new process: start, open, first two-tag search, median of five", Median(first), "ms", Bar.Under(500));
        run.Report("new process: the very first facets of a broad tag, median of five", Median(facets), "ms", Bar.Under(700));
    }

    /// <summary>Two tags with nothing cached: an index opened anew for each.</summary>
    public async Task ColdAsync(CancellationToken cancellationToken)
    {
        MillionQueries queries;
        await using (var one = new SqliteTagIndex(path))
        {
            queries = await QueriesAsync(one, cancellationToken);
        }

        var times = new List<double>();
        foreach (var request in queries.TwoTags(run.Queries()))
        {
            await using var index = new SqliteTagIndex(path);
            // Open, and up to date with what waits to be merged; no posting is read.
            _ = await index.SearchAsync(new() { Query = new OrQuery(new([])), Size = 0 }, cancellationToken);
            var started = Stopwatch.GetTimestamp();
            _ = await index.SearchAsync(request, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        run.Report("two tags, exact count, first 20, nothing cached", times, Bar.Under(10));
    }

    public async Task WarmAsync(CancellationToken cancellationToken)
    {
        await using var index = new SqliteTagIndex(path);
        var queries = await QueriesAsync(index, cancellationToken);
        await RunAsync(index, "", queries, (5, 10, 25), cancellationToken);
    }

    /// <summary>The same while another process writes as fast as it can.</summary>
    public async Task WhileAnotherWritesAsync((double Two, double Rank, double Facets) bars, CancellationToken cancellationToken)
    {
        foreach (var kind in (string[])["retags", "inserts"])
        {
            await using var child = ChildProcess.Start("sqlite-writer", [path, Count(), kind]);
            _ = await child.ReadLineAsync(cancellationToken);
            await using (var index = new SqliteTagIndex(path))
            {
                var queries = await QueriesAsync(index, cancellationToken);
                await RunAsync(index, $", another process's {kind}", queries, bars, cancellationToken);
            }

            await child.EndAsync(cancellationToken);
            var last = await child.ReadLineAsync(cancellationToken);
            run.Report($"{kind} of the other process meanwhile", double.Parse(last!, CultureInfo.InvariantCulture), "records/s");
        }
    }

    private async Task RunAsync(
        SqliteTagIndex index,
        string beside,
        MillionQueries queries,
        (double Two, double Rank, double Facets) bars,
        CancellationToken cancellationToken
    )
    {
        var number = run.Queries();
        // Once around, so that what is measured is warm.
        foreach (var request in queries.TwoTags(number).Take(100).Concat(queries.Facets(2, withBand: true)))
        {
            _ = await index.SearchAsync(request, cancellationToken);
        }

        await MeasureAsync("two tags, exact count, first 20", queries.TwoTags(number), bars.Two);
        await MeasureAsync("threshold on a broad tag, first 20", queries.Thresholds(number), bars.Rank);
        await MeasureAsync("ranking of a broad tag or another, first 20", queries.Rankings(number), bars.Rank);
        await MeasureAsync("facets of a broad tag", queries.Facets(number, withBand: false), bars.Facets);
        await MeasureAsync("facets of a broad tag over a band", queries.Facets(number, withBand: true), bars.Facets);
        await MeasureAsync(
            "facets of everything",
            Enumerable.Range(0, 200).Select(i => MillionQueries.FacetsOfEverything(i % 2 == 0 ? null : 80)),
            bars.Facets
        );

        async Task MeasureAsync(string what, IEnumerable<SearchRequest> requests, double bar)
        {
            var times = await BenchmarkRun.TimeEachAsync(
                requests.ToList(),
                async r => await index.SearchAsync(r, cancellationToken)
            );
            run.Report(what + beside, times, double.IsNaN(bar) ? null : Bar.Under(bar));
        }
    }

    private async Task<MillionQueries> QueriesAsync(SqliteTagIndex index, CancellationToken cancellationToken) =>
        new(images, await MillionQueries.BroadTagsAsync(index, images, cancellationToken));

    private string Count() => images.Count.ToString(CultureInfo.InvariantCulture);

    private static double Median(List<double> values) => BenchmarkRun.Percentile([.. values.Order()], 0.5);
}
