using System.Diagnostics;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The generator itself: that it has the shape it claims, and how fast it is, so that its cost is known.</summary>
internal sealed class GeneratorSet : IBenchmarkSet
{
    public string Name => "generator";

    public string Title => "The made-up images: their shape, and what making them costs";

    public Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var (records, late, longest, shortest) = (0, 0, 0, int.MaxValue);
        var started = Stopwatch.GetTimestamp();
        foreach (var record in images.InWriteOrder())
        {
            cancellationToken.ThrowIfCancellationRequested();
            records++;
            longest = Math.Max(longest, record.Key.Length);
            shortest = Math.Min(shortest, record.Key.Length);
            foreach (var tag in record.Tags)
            {
                counts[tag.Name] = counts.GetValueOrDefault(tag.Name) + 1;
                late += tag.Name == MillionImages.LateTag ? 1 : 0;
            }
        }

        run.Report("records made a second, one thread", records / Stopwatch.GetElapsedTime(started).TotalSeconds, "records/s");
        run.Report("different tags", counts.Count, "tags", Bar.Under(20_001));
        run.Report(
            "broad tags (a tenth of the images and more)",
            counts.Count(c => c.Value >= images.Count / 10),
            "tags",
            Bar.Over(2)
        );
        run.Report("images of the most frequent tag", counts.Values.Max(), "images");
        run.Report("images of the late tag", late, "images", Bar.Over(images.Count / 10));
        run.Report("longest key", longest, "characters", Bar.Under(60));
        run.Report("shortest key", shortest, "characters", Bar.Over(60));
        run.Report("updated", images.Updated().Count() / (double)images.Count, "share");
        run.Report("deleted", images.Deleted().Count() / (double)images.Count, "share");
        run.Report("peak working set", Machine.PeakWorkingSet() / (double)(1 << 20), "MiB");
        return Task.CompletedTask;
    }
}
