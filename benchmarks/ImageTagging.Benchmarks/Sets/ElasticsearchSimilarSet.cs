using System.Diagnostics;
using ImageTagging.Elasticsearch;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Similar pictures in Elasticsearch: how quick, how right, and how much slower vectors make writing.</summary>
/// <remarks><c>--count</c> pictures (default 200,000) of <c>--dimensions</c> components (default 736).</remarks>
internal sealed class ElasticsearchSimilarSet : IBenchmarkSet
{
    private const int Callers = 4;
    private const int CallSize = 1_000;
    private const string IndexName = "similar";

    public string Name => "elasticsearch-similar";

    public string Title => "Similar pictures in Elasticsearch";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var vectors = new LikeVectors(run.Count(200_000), run.Number("dimensions", 736));
        var images = new MillionImages(vectors.Count);
        // In turns, so that what else the machine does meets both alike.
        var (with, without) = (new List<double>(), new List<double>());
        for (var round = 0; round < run.Number("rounds", 3); round++)
        {
            using (var bare = await ElasticsearchServer.CreateAsync(IndexName, cancellationToken))
            {
                without.Add(await FillAsync(bare, vectors, images, withVectors: false, cancellationToken));
            }

            using var index = await ElasticsearchServer.CreateAsync(IndexName, cancellationToken);
            with.Add(await FillAsync(index, vectors, images, withVectors: true, cancellationToken));
            run.Say(FormattableString.Invariant($"{with[^1]:0} records a second, without vectors {without[^1]:0}"));
        }

        run.Report("writing with vectors, against without", Median(with) / Median(without), "", Bar.Over(0.7));
        using var filled = await ElasticsearchServer.CreateAsync(IndexName, cancellationToken);
        _ = await FillAsync(filled, vectors, images, withVectors: true, cancellationToken);
        await filled.RefreshAsync(cancellationToken);
        var requests = Enumerable.Range(0, run.Queries(100)).Select(i => Request(images, vectors.ExampleAt(i))).ToList();
        foreach (var request in requests.Take(10))
        {
            _ = await filled.SearchAsync(request, cancellationToken);
        }

        var times = await BenchmarkRun.TimeEachAsync(requests, async r => _ = await filled.SearchAsync(r, cancellationToken));
        run.Report("similar to a picture, first 20", times, Bar.Under(50));
        run.Say("comparing every picture");
        var recall = await vectors.RecallAsync(filled, images.Name, run.Number("recalls", 20), cancellationToken);
        run.Report("the first 20 against exact numbers: recall", recall, "", Bar.Over(0.95));
        await ElasticsearchServer.DeleteAsync(IndexName, cancellationToken);
    }

    private static async Task<double> FillAsync(
        ElasticsearchTagIndex index,
        LikeVectors vectors,
        MillionImages images,
        bool withVectors,
        CancellationToken cancellationToken
    )
    {
        var taken = TimeSpan.Zero;
        for (var from = 0; from < vectors.Count; from += Callers * CallSize)
        {
            var calls = Enumerable
                .Range(from, Math.Min(Callers * CallSize, vectors.Count - from))
                .Select(i => RecordWrite.Create(Record(vectors, images, i, withVectors)))
                .Chunk(CallSize)
                .ToArray();
            var started = Stopwatch.GetTimestamp();
            var answers = await Task.WhenAll(calls.Select(c => index.WriteAsync(c, cancellationToken).AsTask()));
            taken += Stopwatch.GetElapsedTime(started);
            if (answers.Any(a => a.Any(r => r.Outcome != WriteOutcome.Written)))
            {
                throw new InvalidOperationException("A write was not carried out.");
            }
        }

        return vectors.Count / taken.TotalSeconds;
    }

    private static ImageRecord Record(LikeVectors vectors, MillionImages images, int number, bool withVectors)
    {
        var record = images.Record(number);
        return withVectors
            ? record with
            {
                Taggers =
                [
                    record.Taggers[0] with
                    {
                        Embedding = Embedding.FromVector(LikeVectors.Space, vectors.Vector(number)),
                    },
                ],
            }
            : record;
    }

    private static SearchRequest Request(MillionImages images, int number) =>
        new() { Query = new EverythingQuery(), SimilarTo = SimilarTo.Images(images.Name(number)) };

    private static double Median(List<double> values) => BenchmarkRun.Percentile([.. values.Order()], 0.5);
}
