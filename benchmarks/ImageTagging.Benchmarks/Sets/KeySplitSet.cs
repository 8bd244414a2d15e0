using System.Diagnostics;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Even key ranges for the Spark job over a bucket whose keys are anything but even.</summary>
internal sealed class KeySplitSet : IBenchmarkSet
{
    public string Name => "key-split";

    public string Title => "Key ranges for workers: nine tenths of the keys under one prefix";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var count = run.Count();
        var parts = run.Number("partitions", 64);
        var page = run.Number("page", 50);
        run.Say($"making {count:#,0} keys");
        var source = new SkewedKeysSource(count, TimeSpan.FromMilliseconds(page));
        run.Say($"listing, {page} ms a page of 1,000 keys");
        var started = Stopwatch.GetTimestamp();
        var ranges = await new KeySplitter(source, ImageScope.All, lanes: 16).SplitAsync(parts, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var counts = ranges.Select(r => source.Count(r.Range)).ToArray();
        if (counts.Sum() != count)
        {
            throw new InvalidOperationException($"The ranges have {counts.Sum()} of {count} keys.");
        }

        run.Report("partitions", ranges.Count, "ranges");
        run.Report("largest partition, in times of the mean", counts.Max() * (double)parts / count, "x", Bar.Under(1.3));
        run.Report("smallest partition, in times of the mean", counts.Min() * (double)parts / count, "x");
        run.Report("list requests", source.Requests, "requests");
        run.Report("of them without splitting", Math.Ceiling(count / 1_000.0), "requests");
        run.Report("finding the ranges", seconds, "s");
    }
}
