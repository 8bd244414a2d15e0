using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>A run under a new vocabulary: every record's tags are projected anew from its stored labels, nothing is called.</summary>
internal sealed class ReprojectionSet : IBenchmarkSet, IBenchmarkChild
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(250);

    public string Name => "reprojection";

    public string Title =>
        "Re-projection under another vocabulary that renames every tenth tag (SQLite), in a process of its own";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var copy = await MillionFile.CopyAsync(run, images, cancellationToken);
        await MeasureAsync(run, copy, images, images.Count, "", cancellationToken);
    }

    /// <summary>Projects the first records of a file that may be written to.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file.</param>
    /// <param name="images">What it holds.</param>
    /// <param name="number">How many, by key.</param>
    /// <param name="of">What is said behind each figure's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task MeasureAsync(
        BenchmarkRun run,
        string path,
        MillionImages images,
        int number,
        string of,
        CancellationToken cancellationToken
    )
    {
        run.Say($"projecting {number:#,0} of {images.Count:#,0} images anew");
        var lines = await ChildProcess.RunAsync(
            "reprojection",
            [path, images.Count.ToString(CultureInfo.InvariantCulture), number.ToString(CultureInfo.InvariantCulture)],
            cancellationToken
        );
        double[] told = [.. lines[^1].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        run.Report("records projected anew" + of, told[0], "records");
        run.Report("of them with other tags than before" + of, told[1], "records");
        run.Report("re-projection" + of, told[0] / told[2], "records/s", Bar.Over(20_000));
        run.Report("re-projection, processor time" + of, told[3] * 1e6 / told[0], "us/record");
        run.Report("re-projection, peak working set of the first half" + of, told[4], "MiB");
        run.Report("re-projection, peak working set of the second half" + of, told[5], "MiB");
        run.Report(
            "re-projection, the second half's peak in times of the first's" + of,
            told[5] / told[4],
            "x",
            images.Count >= 1_000_000 ? Bar.Under(1.2) : null
        );
    }

    async Task IBenchmarkChild.RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        await using var index = new SqliteTagIndex(arguments[0]);
        await index.EnsureReadyAsync(cancellationToken);
        var rename = Enumerable
            .Range(0, TagWords.Tags)
            .Where(t => t % 10 == 3)
            .ToDictionary(TagWords.Tag, t => "renamed " + TagWords.Tag(t));
        var vocabulary = Vocabulary.From(new() { Rename = rename });
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new MillionSource(images))
            .TagWith(new MillionTagger())
            .UseVocabulary(vocabulary)
            .IndexInto(index)
            .Build();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var samples = SampleAsync(end.Token);
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var number = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var range = number == images.Count ? KeyRange.All : new KeyRange("", images.Key(number));
        var report = await pipeline.RunAsync(
            new RunOptions { Scope = new() { Range = range } },
            cancellationToken: cancellationToken
        );
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        await end.CancelAsync();
        var sizes = await samples;
        var renamed = await index.SearchAsync(
            new() { Query = new OrQuery(new([.. rename.Values.Select(t => (TagQuery)new HasTagQuery(t))])), Size = 0 },
            cancellationToken
        );
        if (report.Counts.Stale != report.Counts.Tagged || report.Counts.PaidCalls != 0 || renamed.Total == 0)
        {
            throw new InvalidOperationException("Not every record was projected anew: " + report.Counts);
        }

        var half = sizes.Count / 2;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Counts.Tagged} {renamed.Total} {seconds} {cpu.TotalSeconds} {sizes.Take(half).Max()} {sizes.Skip(half).Max()}"
            )
        );
    }

    private static async Task<List<double>> SampleAsync(CancellationToken end)
    {
        var sizes = new List<double> { Machine.WorkingSet() / (double)(1 << 20), Machine.WorkingSet() / (double)(1 << 20) };
        using var timer = new PeriodicTimer(s_every);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                sizes.Add(Machine.WorkingSet() / (double)(1 << 20));
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }

        return sizes;
    }
}
