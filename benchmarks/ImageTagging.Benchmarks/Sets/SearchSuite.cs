namespace ImageTagging.Benchmarks.Sets;

/// <summary>The kinds of searches that every engine is asked, in the same order.</summary>
/// <param name="queries">The queries.</param>
/// <param name="count">How many different ones of each kind.</param>
internal sealed class SearchSuite(MillionQueries queries, int count)
{
    public async Task<Timings> RunAsync(ITagIndex index, string engine, BenchmarkRun run, bool withBars, CancellationToken cancellationToken)
    {
        (string Name, IEnumerable<SearchRequest> Requests, double Bar)[] kinds =
        [
            ("two tags, first 20 with count", queries.TwoTags(count), 5),
            ("threshold on a broad tag, first 20", queries.Thresholds(count), 10),
            ("ranking on a broad tag, first 20", queries.Rankings(count), 10),
            ("facets of a broad tag", queries.Facets(count, withBand: false), 25),
            ("facets of a broad tag above a band", queries.Facets(count, withBand: true), 25),
            ("facets of everything", Everything(), 25),
        ];
        var percentiles = new Dictionary<string, (double, double)>(StringComparer.Ordinal);
        foreach (var (name, requests, bar) in kinds)
        {
            run.Say($"{engine}: {name}");
            // Once to warm the engine with other queries of the kind, as a process that has been up for a while.
            var all = requests.ToList();
            foreach (var request in all.Take(all.Count / 10))
            {
                await index.SearchAsync(request with { Size = 19 }, cancellationToken);
            }

            var times = await BenchmarkRun.TimeEachAsync(all, SearchMillionSet.Search(index));
            run.Report($"{engine}: {name}", times, withBars ? Bar.Under(bar) : null);
            var sorted = times.Order().ToArray();
            percentiles[name] = (BenchmarkRun.Percentile(sorted, 0.5), BenchmarkRun.Percentile(sorted, 0.95));
        }

        return new(percentiles);
    }

    public async Task<List<double>> TwoTagsAsync(ITagIndex index, CancellationToken cancellationToken) =>
        await BenchmarkRun.TimeEachAsync(queries.TwoTags(count), async r => await index.SearchAsync(r, cancellationToken));

    public async Task<List<double>> FacetsAsync(ITagIndex index, CancellationToken cancellationToken) =>
        await BenchmarkRun.TimeEachAsync(
            queries.Facets(count / 2, withBand: false).Concat(queries.Facets(count / 2, withBand: true)),
            async r => await index.SearchAsync(r, cancellationToken)
        );

    // One query, with each band: there is no other "everything".
    private IEnumerable<SearchRequest> Everything()
    {
        int?[] bands = [null, .. Confidence.Bands.Select(b => (int?)b)];
        return Enumerable.Range(0, Math.Max(9, count / 10)).Select(i => MillionQueries.FacetsOfEverything(bands[i % bands.Length]));
    }
}
