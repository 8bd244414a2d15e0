using System.Diagnostics;
using ImageTagging.Evaluation;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>A million given tags compared with the truth, from the truth's CSV file to the report with its intervals.</summary>
internal sealed class EvaluationSet : IBenchmarkSet
{
    private const int TagsOfAnImage = 10;

    public string Name => "evaluation";

    public string Title => "Comparing given (image, tag) pairs with the truth: figures, curves, intervals, mistakes";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var pairs = run.Count();
        await MeasureAsync(run, "20,000 different tags", pairs, 20_000, cancellationToken);
        await MeasureAsync(run, "80 different tags", pairs, 80, cancellationToken);
        run.Report("peak working set", Machine.PeakWorkingSet() / (double)(1 << 20), "MiB");
    }

    private static async Task MeasureAsync(
        BenchmarkRun run,
        string what,
        int pairs,
        int tags,
        CancellationToken cancellationToken
    )
    {
        var file = Path.Combine(run.Scratch, "truth.csv");
        var given = new Prediction[pairs];
        await using (var truth = File.CreateText(file))
        {
            Make(pairs, tags, truth, given);
        }

        var started = Stopwatch.GetTimestamp();
        using var reader = File.OpenText(file);
        var read = await GroundTruth.ReadCsvAsync(reader, cancellationToken);
        run.Report($"{what}: reading the truth", Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
        var report = TagEvaluator.Evaluate(read, given, new EvaluationOptions(), cancellationToken);
        run.Report(
            $"{what}: {pairs:N0} pairs, truth read and evaluated, 200 resamplings",
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            "s",
            Bar.Under(10)
        );
        run.Report($"{what}: tags in the report", report.Tags.Count, "tags");
    }

    // Half of what is given is right; a third of the truth is not given.
    private static void Make(int pairs, int tags, StreamWriter truth, Prediction[] given)
    {
        var random = new Random(1);
        truth.WriteLine("image,tags");
        for (var at = 0; at < pairs; )
        {
            var image = $"{random.Next(10_000):0000}/picture-{at:00000000}.jpg";
            truth.Write(image);
            truth.Write(',');
            for (var i = 0; i < TagsOfAnImage && at < pairs; i++, at++)
            {
                // Few tags are frequent and most are rare.
                var tag = $"tag {(int)(tags * Math.Pow(random.NextDouble(), 3))}";
                var (right, confidence) = (random.Next(2) == 0, random.Next(3_000, 10_001) / 100.0);
                given[at] = new(image, tag, right ? Math.Min(100, confidence + 10) : confidence);
                if (right)
                {
                    truth.Write(tag + ";");
                }

                if (random.Next(3) == 0)
                {
                    truth.Write($"tag {random.Next(tags)};");
                }
            }

            truth.WriteLine();
        }
    }
}
