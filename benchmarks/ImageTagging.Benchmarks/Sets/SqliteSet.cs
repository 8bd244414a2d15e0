using System.Diagnostics;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The embedded index with a million images: writes, re-tags, size, scans, searches, a new process, another writer.</summary>
/// <remarks><c>--index FILE</c> keeps the file, and where it is there measures on it what needs no writing.</remarks>
internal sealed class SqliteSet : IBenchmarkSet
{
    public string Name => "sqlite";

    public string Title => "The embedded index (SQLite): writes, size, searches, other processes";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var path = run.Text("index") ?? Path.Combine(run.Scratch, "images.db");
        if (!File.Exists(path))
        {
            await WriteAsync(run, images, path, cancellationToken);
        }

        var searches = new SqliteSearches(run, images, path);
        await searches.NewProcessAsync(cancellationToken);
        await searches.ColdAsync(cancellationToken);
        await searches.WarmAsync(cancellationToken);
        await ScanAsync(run, path, cancellationToken);
        await searches.WhileAnotherWritesAsync(cancellationToken);
    }

    private static async Task WriteAsync(BenchmarkRun run, MillionImages images, string path, CancellationToken cancellationToken)
    {
        var million = new MillionIndex(images);
        await using (var index = new SqliteTagIndex(path))
        {
            await index.EnsureReadyAsync(cancellationToken);
            await million.FillAsync(index, run.Say, cancellationToken);
            await million.ChangeAsync(index, cancellationToken);
        }

        run.Report("writes", million.WriteRate, "records/s", Bar.Over(15_000));
        run.Report("writes, last tenth", million.LastTenthRate, "records/s", Bar.Over(10_000));
        run.Report("batch of 1,000", million.WriteTimes, Bar.Under(150));
        run.Report("random re-tags of all ten tags", million.RetagRate, "records/s", Bar.Over(8_000));
        run.Report("re-tag batch of 1,000", million.RetagTimes);
        run.Report("file", new FileInfo(path).Length / (double)images.Count, "bytes/image", Bar.Under(700));
        run.Report("peak working set after writing", Machine.PeakWorkingSet() / (double)(1 << 20), "MiB");
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
