namespace ImageTagging.Benchmarks.Sets;

/// <summary>The million-image searches in SQLite and in Elasticsearch: the same records and queries, in one run.</summary>
internal sealed class ElasticsearchSearchSet : IBenchmarkSet
{
    private const string Index = "searches";

    public string Name => "elasticsearch-searches";

    public string Title => "The same searches in SQLite and in Elasticsearch";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var path = await MillionFile.PathAsync(run, images, cancellationToken);
        await using var sqlite = new SqliteTagIndex(path);
        using var elasticsearch = await ElasticsearchServer.CreateAsync(Index, cancellationToken);
        run.Say("filling Elasticsearch");
        var filling = new MillionIndex(images, batch: 2_000);
        await filling.FillAsync(elasticsearch, run.Say, cancellationToken);
        await filling.ChangeAsync(elasticsearch, cancellationToken);
        run.Say("searching");
        var queries = new MillionQueries(images, await MillionQueries.BroadTagsAsync(sqlite, images, cancellationToken));
        var count = run.Queries();
        await CompareAsync("two tags, exact count, first 20", queries.TwoTags(count));
        await CompareAsync("threshold on a broad tag", queries.Thresholds(count));
        await CompareAsync("ranking with a broad tag", queries.Rankings(count));
        await CompareAsync("facets of a broad tag", queries.Facets(count, withBand: false));
        await CompareAsync("facets of a broad tag above a band", queries.Facets(count, withBand: true));
        await ElasticsearchServer.DeleteAsync(Index, cancellationToken);

        async Task CompareAsync(string name, IEnumerable<SearchRequest> requests)
        {
            var all = requests.ToList();
            var (ours, theirs) = (await TimesAsync(sqlite, all), await TimesAsync(elasticsearch, all));
            run.Report(name + ", SQLite", ours);
            run.Report(name + ", Elasticsearch", theirs);
            if (await CountsAsync(sqlite, all) is var counted && !counted.SequenceEqual(await CountsAsync(elasticsearch, all)))
            {
                throw new InvalidOperationException("The two do not find the same images: " + name);
            }

            foreach (var share in (double[])[0.50, 0.95])
            {
                var (a, b) = (
                    BenchmarkRun.Percentile([.. ours.Order()], share),
                    BenchmarkRun.Percentile([.. theirs.Order()], share)
                );
                run.Report(
                    FormattableString.Invariant($"{name}, Elasticsearch against SQLite, p{share * 100:0}"),
                    b / a,
                    "times",
                    Bar.Over(1)
                );
            }
        }

        async Task<List<long>> CountsAsync(ITagIndex index, List<SearchRequest> requests)
        {
            var counts = new List<long>();
            foreach (var request in requests.Take(20))
            {
                counts.Add((await index.SearchAsync(request, cancellationToken)).Total);
            }

            return counts;
        }

        async Task<List<double>> TimesAsync(ITagIndex index, List<SearchRequest> requests)
        {
            // Both run warm: the first queries are asked once more.
            foreach (var request in requests.Take(50))
            {
                _ = await index.SearchAsync(request, cancellationToken);
            }

            return await BenchmarkRun.TimeEachAsync(requests, async r => _ = await index.SearchAsync(r, cancellationToken));
        }
    }
}
