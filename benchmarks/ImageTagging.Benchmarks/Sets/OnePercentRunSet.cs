using System.Diagnostics;
using System.Globalization;
using ImageTagging.Elasticsearch;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>A run over 100,000 images of which one percent changed, in a process that does nothing else.</summary>
internal sealed class OnePercentRunSet : IBenchmarkSet, IBenchmarkChild
{
    private const double Rate = 50;
    private static readonly TimeSpan s_answer = TimeSpan.FromMilliseconds(300);
    private const string Index = "one-percent-run";

    public string Name => "one-percent-run";

    public string Title => "A run over images of which 1 % changed (50 calls a second, 300 ms answers), SQLite and Elasticsearch";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var count = run.Count(100_000);
        await ReportAsync(run, "SQLite", n => FillSqliteAsync(run, n, cancellationToken), count, cancellationToken);
        await ReportAsync(run, "Elasticsearch", n => FillElasticsearchAsync(run, n, cancellationToken), count, cancellationToken);
        await ElasticsearchServer.DeleteAsync(Index, cancellationToken);
    }

    async Task IBenchmarkChild.RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var index = Open(arguments[0]);
        await index.EnsureReadyAsync(cancellationToken);
        var tagger = new PacedTagger(Rate, s_answer);
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new ChangedSource(images))
            .TagWith(tagger)
            .IndexInto(index)
            .Build();
        var started = Stopwatch.GetTimestamp();
        var plan = await pipeline.PlanAsync(cancellationToken: cancellationToken);
        var planning = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // Half of the bare calls before the run and half behind it, so that both have the same machine.
        var changed = (int)plan.Counts.Changed;
        var bare = await BareCallsAsync(changed / 2, cancellationToken);
        started = Stopwatch.GetTimestamp();
        var report = await pipeline.RunAsync(cancellationToken: cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        bare += await BareCallsAsync(changed - (changed / 2), cancellationToken);
        var written = report.Steps.Where(s => s.Step == "write").Sum(s => s.Count);
        if (report.Counts.Changed != plan.Counts.Changed || report.Counts.Failed > 0 || report.Counts.Gone > 0)
        {
            throw new InvalidOperationException("The run did something else than was planned: " + report.Counts);
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{planning} {seconds} {report.Counts.Changed} {tagger.Calls} {written} {Machine.PeakWorkingSet() / (double)(1 << 20)} {bare}"
            )
        );
        await ((index as IAsyncDisposable)?.DisposeAsync() ?? default);
        (index as IDisposable)?.Dispose();
    }

    // The calls alone, each when the quota allows it: what takes its time whatever is around it.
    private static async Task<double> BareCallsAsync(int number, CancellationToken cancellationToken)
    {
        var tagger = new PacedTagger(Rate, s_answer);
        var started = Stopwatch.GetTimestamp();
        var calls = new List<Task>(number);
        for (var i = 0; i < number; i++)
        {
            var ahead = TimeSpan.FromSeconds(i / Rate) - Stopwatch.GetElapsedTime(started);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, cancellationToken);
            }

            calls.Add(tagger.AnswerAsync(cancellationToken));
        }

        await Task.WhenAll(calls);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task ReportAsync(
        BenchmarkRun run,
        string engine,
        Func<int, Task<string>> fill,
        int count,
        CancellationToken cancellationToken
    )
    {
        var once = await MeasureAsync(count);
        var twice = await MeasureAsync(count * 2);
        var changed = once[2];
        run.Report($"{engine}: plan over {count:#,0} images", once[0], "s");
        run.Report($"{engine}: run, {changed:#,0} changed", once[1], "s");
        run.Report($"{engine}: bare loop of the same calls", once[6], "s");
        run.Report($"{engine}: run, in times of plan and bare loop", once[1] / (once[0] + once[6]), "x", Bar.Under(1.2));
        run.Report($"{engine}: calls more than changed", once[3] - changed, "calls", Bar.Under(0));
        run.Report($"{engine}: records written, in times of the changed", once[4] / changed, "x", Bar.Under(1.05));
        run.Report($"{engine}: peak working set", once[5], "MiB");
        run.Report($"{engine}: peak working set of twice the images, in times of it", twice[5] / once[5], "x", Bar.Under(1.15));

        async Task<double[]> MeasureAsync(int images)
        {
            var place = await fill(images);
            run.Say($"{engine}: running over {images:#,0} images");
            var lines = await ChildProcess.RunAsync(
                Name,
                [place, images.ToString(CultureInfo.InvariantCulture)],
                cancellationToken
            );
            return [.. lines[^1].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        }
    }

    private static async Task<string> FillSqliteAsync(BenchmarkRun run, int count, CancellationToken cancellationToken)
    {
        var path = Path.Combine(run.Scratch, $"one-percent-{count}.db");
        await using var index = new SqliteTagIndex(path);
        await index.EnsureReadyAsync(cancellationToken);
        await FillAsync(run, index, count, cancellationToken);
        return path;
    }

    private static async Task<string> FillElasticsearchAsync(BenchmarkRun run, int count, CancellationToken cancellationToken)
    {
        using var index = await ElasticsearchServer.CreateAsync(Index, cancellationToken);
        await FillAsync(run, index, count, cancellationToken);
        return (await ElasticsearchServer.AddressAsync()).ToString();
    }

    private static async Task FillAsync(BenchmarkRun run, ITagIndex index, int count, CancellationToken cancellationToken)
    {
        run.Say($"writing {count:#,0} images");
        var filling = new MillionIndex(new(count));
        await filling.FillAsync(index, _ => { }, cancellationToken);
        await filling.ChangeAsync(index, cancellationToken);
    }

    private static ITagIndex Open(string place)
    {
        if (!place.StartsWith("http", StringComparison.Ordinal))
        {
            return new SqliteTagIndex(place);
        }

        var options = new ElasticsearchIndexOptions { IndexName = Index, Replicas = 0 };
        options.Nodes.Add(new Uri(place));
        return new ElasticsearchTagIndex(options);
    }
}
