using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>What a run costs when nothing changed: the plan, in a process that does nothing else.</summary>
internal sealed class PlanningSet : IBenchmarkSet, IBenchmarkChild
{
    public string Name => "planning";

    public string Title => "Planning over unchanged images (a made-up source, SQLite), each plan in a process of its own";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var one = run.Count();
        var first = await MeasureAsync(run, one, cancellationToken);
        var second = await MeasureAsync(run, one * 2, cancellationToken);
        var scale = one / 1_000_000.0;
        run.Report($"plan over {one:#,0} images", first.Seconds, "s", scale >= 1 ? Bar.Under(6 * scale) : null);
        run.Report($"of it the source's listing alone, {one:#,0} images", first.ListingSeconds, "s");
        run.Report($"plan over {one * 2:#,0} images", second.Seconds, "s");
        run.Report("time of twice the images, in times of the first", second.Seconds / first.Seconds, "x", Bar.Under(2.2));
        run.Report($"peak working set, {one:#,0} images", first.MiB, "MiB", Bar.Under(250));
        run.Report($"peak working set, {one * 2:#,0} images", second.MiB, "MiB", Bar.Under(250));
        run.Report("peak working set of twice the images, in times of the first", second.MiB / first.MiB, "x", Bar.Under(1.1));
    }

    async Task IBenchmarkChild.RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        await using var index = new SqliteTagIndex(arguments[0]);
        await index.EnsureReadyAsync(cancellationToken);
        var source = new MillionSource(images);
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(new MillionTagger())
            .IndexInto(index)
            .Build();
        var started = Stopwatch.GetTimestamp();
        var plan = await pipeline.PlanAsync(cancellationToken: cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var peak = Machine.PeakWorkingSet();
        started = Stopwatch.GetTimestamp();
        var listed = await source.ListAsync(KeyRange.All, cancellationToken).LongCountAsync(cancellationToken);
        var alone = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (plan.Counts.Unchanged != listed)
        {
            throw new InvalidOperationException($"{plan.Counts.Unchanged} of {listed} images count as unchanged.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {peak / (double)(1 << 20)} {alone}"));
    }

    /// <summary>A plan in a new process: its seconds, the peak of its memory in MiB, the seconds of the listing alone.</summary>
    public static async Task<double[]> PlanAsync(BenchmarkRun run, string path, int count, CancellationToken cancellationToken)
    {
        run.Say($"planning over {count:#,0} images");
        var lines = await ChildProcess.RunAsync(
            "planning",
            [path, count.ToString(CultureInfo.InvariantCulture)],
            cancellationToken
        );
        return [.. lines[^1].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
    }

    private static async Task<(double Seconds, double MiB, double ListingSeconds)> MeasureAsync(
        BenchmarkRun run,
        int count,
        CancellationToken cancellationToken
    )
    {
        var path = await MillionFile.PathAsync(run, new(count), cancellationToken);
        // The median of three, each in a new process.
        var plans = new List<double[]>();
        for (var i = 0; i < 3; i++)
        {
            plans.Add(await PlanAsync(run, path, count, cancellationToken));
        }

        var median = plans.OrderBy(p => p[0]).ElementAt(1);
        return (median[0], plans.Max(p => p[1]), median[2]);
    }
}
