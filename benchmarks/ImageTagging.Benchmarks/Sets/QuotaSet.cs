using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using ImageTagging.Rekognition;
using ImageTagging.Testing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>How well a quota of 50 calls a second is used, in real time and over HTTP: answers take 300 ms.</summary>
internal sealed class QuotaSet : IBenchmarkSet
{
    private const double Rate = 50;

    // A run's start (processes warm up, the bucket is empty) and its end are not its steady part.
    private const double Start = 5;
    private const double Edge = 2;

    public string Name => "quota";

    public string Title => "Use of a quota of 50 calls a second, 300 ms answers (the double in a process of its own)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = run.Number("images", 3_000);
        var bucket = await RunAsync(run, "bucket", images, _ => Task.CompletedTask, cancellationToken);
        Steady(run, "token bucket of 50 that starts empty", bucket, images, 0.99);
        var window = await RunAsync(run, "window", images, _ => Task.CompletedTask, cancellationToken);
        Steady(run, "fixed second as window", window, images, 0.98);

        var phase = run.Number("phase", 30);
        var half = 0.0;
        var back = 0.0;
        var changing = await RunAsync(
            run,
            "bucket",
            (int)(phase * 125),
            async child =>
            {
                var started = Stopwatch.GetTimestamp();
                await Task.Delay(TimeSpan.FromSeconds(phase), cancellationToken);
                half = Stopwatch.GetElapsedTime(started).TotalSeconds;
                await child.WriteLineAsync("bucket 25");
                await Task.Delay(TimeSpan.FromSeconds(phase), cancellationToken);
                back = Stopwatch.GetElapsedTime(started).TotalSeconds;
                await child.WriteLineAsync("bucket 50");
            },
            cancellationToken
        );
        var last = changing.Served[^1] - Edge;
        run.Report("50 → 25: use of the new quota from 10 s on", Use(changing.Served, half + 10, back, 25), "", Bar.Over(0.95));
        run.Report("25 → 50: use of the new quota from 10 s on", Use(changing.Served, back + 10, last, 50), "", Bar.Over(0.95));
        var counted = changing.Throttled.Count(s => !(s >= half && s < half + 10) && !(s >= back && s < back + 10));
        run.Report("throttled, those 10 s not counted", (double)counted / changing.Served.Count, "of calls", Bar.Under(0.005));
    }

    private static void Steady(BenchmarkRun run, string name, Calls calls, int images, double least)
    {
        var end = (images / Rate) - Edge;
        run.Report($"{name}: use over the steady part", Use(calls.Served, Start, end, Rate), "", Bar.Over(least));
        run.Report($"{name}: throttled", (double)calls.Throttled.Count / images, "of calls", Bar.Under(0.005));
        run.Report($"{name}: all {images:#,0} images", calls.Served[^1], "s");
    }

    private static double Use(IReadOnlyList<double> served, double from, double to, double quota) =>
        served.Count(s => s >= from && s < to) / ((to - from) * quota);

    private static async Task<Calls> RunAsync(
        BenchmarkRun run,
        string quota,
        int images,
        Func<ChildProcess, Task> meanwhile,
        CancellationToken cancellationToken
    )
    {
        run.Say($"{images:#,0} images, {quota}");
        await using var child = ChildProcess.Start("quota-double", [quota, "50"]);
        var address = (await child.ReadLineAsync(cancellationToken))!;
        using var client = new RekognitionClient(
            new()
            {
                Region = "us-east-1",
                ServiceUrl = address,
                Credentials = new BasicAWSCredentials(RekognitionDouble.AccessKey, RekognitionDouble.SecretKey),
            }
        );
        var source = new FakeImageSource("s3://pictures");
        for (var i = 0; i < images; i++)
        {
            source.Put(string.Create(CultureInfo.InvariantCulture, $"{i:00000}.jpg"), BitConverter.GetBytes(i));
        }

        await using var index = new SqliteTagIndex(Path.Combine(run.Scratch, $"quota-{Guid.NewGuid():N}.db"));
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(new RekognitionLabelTagger(client, new() { CallsPerSecond = Rate, Transfer = ImageTransfer.Reference }))
            .IndexInto(index)
            .Build();
        var running = pipeline.RunAsync(cancellationToken: cancellationToken);
        await meanwhile(child);
        var report = await running;
        if (report.Counts.Tagged != images)
        {
            throw new InvalidOperationException("Not every image was tagged: " + report.Counts);
        }

        await child.WriteLineAsync("calls");
        var calls = new Calls([], []);
        while (await child.ReadLineAsync(cancellationToken) is { } line && line != "end")
        {
            var parts = line.Split(' ');
            var at = double.Parse(parts[0], CultureInfo.InvariantCulture);
            (parts[1] == nameof(RekognitionOutcome.Served) ? calls.Served : calls.Throttled).Add(at);
        }

        await child.EndAsync(cancellationToken);
        run.Say("served a second, by five seconds: " + string.Join(' ', EachFive(calls.Served)));
        run.Say(
            "throttled at: " + string.Join(' ', calls.Throttled.Select(s => s.ToString("0.0", CultureInfo.InvariantCulture)))
        );
        return calls;
    }

    private static IEnumerable<string> EachFive(IReadOnlyList<double> served)
    {
        for (var from = 0; from < served[^1]; from += 5)
        {
            yield return (served.Count(s => s >= from && s < from + 5) / 5.0).ToString("0.0", CultureInfo.InvariantCulture);
        }
    }

    private sealed record Calls(List<double> Served, List<double> Throttled);
}
