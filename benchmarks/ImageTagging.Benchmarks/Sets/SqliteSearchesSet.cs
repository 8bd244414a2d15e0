using System.Diagnostics;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The embedded index with a million images while nobody writes: a new process, searches cold and warm, scans.</summary>
internal sealed class SqliteSearchesSet : IBenchmarkSet
{
    public string Name => "sqlite-searches";

    public string Title => "The embedded index (SQLite): new processes, searches, scans";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var path = await MillionFile.PathAsync(run, images, cancellationToken);
        var searches = new SqliteSearches(run, images, path);
        await searches.NewProcessAsync(cancellationToken);
        run.Say("cold");
        await searches.ColdAsync(cancellationToken);
        run.Say("warm");
        await searches.WarmAsync(cancellationToken);
        await ScanAsync(run, path, cancellationToken);
        run.Report("peak working set of the searching process", Machine.PeakWorkingSet() / (double)(1 << 20), "MiB");
    }

    private static async Task ScanAsync(BenchmarkRun run, string path, CancellationToken cancellationToken)
    {
        await using var index = new SqliteTagIndex(path);
        for (var i = 0; i < 2; i++)
        {
            long images = 0;
            var started = Stopwatch.GetTimestamp();
            await foreach (var _ in index.ScanAsync(MillionImages.Source, KeyRange.All, cancellationToken))
            {
                images++;
            }

            run.Report(
                i == 0 ? "scan in key order, first" : "scan in key order, again",
                images / Stopwatch.GetElapsedTime(started).TotalSeconds,
                "images/s",
                Bar.Over(400_000)
            );
        }
    }
}
