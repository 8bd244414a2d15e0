using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Similar pictures in the embedded index: how quick, how right, how large, how much slower to write.</summary>
/// <remarks><c>--count</c> pictures of <c>--dimensions</c> components (default 736, as the local tagger gives them).</remarks>
internal sealed class SimilarSet : IBenchmarkSet
{
    private const int Batch = 1_000;

    public string Name => "similar";

    public string Title => "Similar pictures in the embedded index (SQLite)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var vectors = new LikeVectors(run.Count(), run.Number("dimensions", 736));
        var (bare, path) = (Path.Combine(run.Scratch, "bare.db"), Path.Combine(run.Scratch, "similar.db"));
        var without = await FillAsync(run, vectors, bare, withVectors: false, cancellationToken);
        var with = await FillAsync(run, vectors, path, withVectors: true, cancellationToken);
        run.Report("writing with vectors, against without", with / without, "", null);
        run.Report(
            "growth of the file",
            (new FileInfo(path).Length - new FileInfo(bare).Length) / (double)vectors.Count,
            "bytes/image",
            Bar.Under(900)
        );
        await NewProcessAsync(run, vectors, path, cancellationToken);
        await using var index = new SqliteTagIndex(path);
        await TimeAsync(run, "similar to a picture, first 20", vectors, index, new EverythingQuery(), 120, cancellationToken);
        await TimeAsync(run, "the same among 1 %", vectors, index, new HasTagQuery(LikeVectors.Filter), 60, cancellationToken);
        run.Say("comparing every picture");
        var recall = await vectors.RecallAsync(index, vectors.Name, run.Number("recalls", 40), cancellationToken);
        run.Report("the first 20 against exact numbers: recall", recall, "", Bar.Over(0.98));
        run.Report("peak working set", Machine.PeakWorkingSet() / (double)(1 << 20), "MiB");
    }

    private static async Task<double> FillAsync(
        BenchmarkRun run,
        LikeVectors vectors,
        string path,
        bool withVectors,
        CancellationToken cancellationToken
    )
    {
        run.Say(withVectors ? "writing with vectors" : "writing without vectors");
        await using var index = new SqliteTagIndex(path);
        var taken = TimeSpan.Zero;
        for (var from = 0; from < vectors.Count; from += Batch)
        {
            var writes = Enumerable
                .Range(from, Math.Min(Batch, vectors.Count - from))
                .Select(i => RecordWrite.Create(vectors.Record(i, withVectors)))
                .ToList();
            var started = Stopwatch.GetTimestamp();
            _ = await index.WriteAsync(writes, cancellationToken);
            taken += Stopwatch.GetElapsedTime(started);
        }

        return vectors.Count / taken.TotalSeconds;
    }

    private static async Task NewProcessAsync(
        BenchmarkRun run,
        LikeVectors vectors,
        string path,
        CancellationToken cancellationToken
    )
    {
        var times = new List<double>();
        for (var i = 0; i < run.Number("processes", 5); i++)
        {
            var number = vectors.ExampleAt(i).ToString(CultureInfo.InvariantCulture);
            var started = Stopwatch.GetTimestamp();
            await using var child = ChildProcess.Start("similar-first", [path, number]);
            _ = await child.ReadLineAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await child.EndAsync(cancellationToken);
        }

        run.Report("new process: start, open, first 20 similar ones", times, Bar.Under(400));
    }

    private static async Task TimeAsync(
        BenchmarkRun run,
        string what,
        LikeVectors vectors,
        SqliteTagIndex index,
        TagQuery query,
        double bar,
        CancellationToken cancellationToken
    )
    {
        var requests = Enumerable
            .Range(0, run.Queries(100))
            .Select(i => new SearchRequest { Query = query, SimilarTo = SimilarTo.Images(vectors.Name(vectors.ExampleAt(i))) })
            .ToList();
        foreach (var request in requests.Take(5))
        {
            _ = await index.SearchAsync(request, cancellationToken);
        }

        var times = await BenchmarkRun.TimeEachAsync(requests, async r => _ = await index.SearchAsync(r, cancellationToken));
        run.Report(what, times, Bar.Under(bar));
    }
}
