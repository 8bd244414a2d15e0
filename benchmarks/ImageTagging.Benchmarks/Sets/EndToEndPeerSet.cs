using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// Whole processes of the tool and of the same job in Go, in turns, by wall clock: a bucket into Elasticsearch, DetectLabels by
/// reference. The smaller count shows what the start of a job and its end cost.
/// </summary>
internal sealed class EndToEndPeerSet : IBenchmarkSet
{
    private const int Rounds = 5;
    private const string Ours = "end-to-end";
    private const string Theirs = "end-to-end-go";
    private static readonly string s_workers = EndToEndSet.Concurrency.ToString(CultureInfo.InvariantCulture);

    public string Name => "end-to-end-peer";

    public string Title =>
        "The tool against the same job in Go: S3, Rekognition by reference (answers after 20 ms), Elasticsearch; whole processes by wall clock";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        if (GoPeer.Missing() is { } missing)
        {
            run.Say("skipped: " + missing);
            return;
        }

        run.Say("building the program in Go");
        var peer = await GoPeer.BuildAsync(run.Scratch, cancellationToken);
        run.Say("packing and installing the tool");
        var tool = run.Text("tool");
        if (tool is null)
        {
            var (_, _, folder) = await ToolPackage.InstallAsync(run, cancellationToken);
            tool = Directory.GetFiles(folder, "imagetag.dll", SearchOption.AllDirectories).Single();
        }

        var count = run.Count(20_000);
        await MeasureAsync(run, peer, tool, Math.Max(1, count / 4), Bar.Over(0.90), cancellationToken);
        await MeasureAsync(run, peer, tool, count, Bar.Over(1.00), cancellationToken);
    }

    private static async Task MeasureAsync(
        BenchmarkRun run,
        GoPeer peer,
        string tool,
        int count,
        Bar bar,
        CancellationToken cancellationToken
    )
    {
        run.Say($"{count:#,0} pictures");
        await using var servers = ChildProcess.Start("end-to-end-servers", [$"{count}", $"{run.Number("delay", 20)}"]);
        var environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "testsecret",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ENDPOINT_URL_S3"] = (await servers.ReadLineAsync(cancellationToken))!,
            ["AWS_ENDPOINT_URL_REKOGNITION"] = (await servers.ReadLineAsync(cancellationToken))!,
        };
        var search = await ElasticsearchServer.AddressAsync();
        Runner[] runners =
        [
            new("in Go", Theirs, Go),
            new("the tool", Ours, () => Tool(tool)),
            new("the tool, nothing compiled ahead", Ours, () => Tool(ProgramRun.Tool)),
        ];

        // The first round warms the servers and the files up.
        for (var round = 0; round <= run.Number("rounds", Rounds); round++)
        {
            // Whoever comes behind whom changes: what one leaves to the servers to do slows the next.
            foreach (var runner in round % 2 == 0 ? runners : [.. runners.Reverse()])
            {
                var times = await TimeAsync(runner);
                if (round > 0)
                {
                    runner.Times.Add(times);
                }
            }

            run.Say(string.Join(", ", runners.Select(r => r.Last())));
        }

        await servers.EndAsync(cancellationToken);
        foreach (var runner in runners)
        {
            run.Report($"{runner.Name}, {count:#,0} pictures", Median(runner, t => t.Total), "s");
            run.Report(
                $"{runner.Name}: from its start to the first call, {count:#,0} pictures",
                Median(runner, t => t.Start),
                "s"
            );
            run.Report($"{runner.Name}: from the last answer to its end, {count:#,0} pictures", Median(runner, t => t.End), "s");
        }

        var goes = Median(runners[0], t => t.Total);
        run.Report($"speed of the tool against Go, {count:#,0} pictures", goes / Median(runners[1], t => t.Total), "share", bar);
        run.Report(
            $"the same with nothing compiled ahead, {count:#,0} pictures",
            goes / Median(runners[2], t => t.Total),
            "share"
        );

        async Task<Times> TimeAsync(Runner runner)
        {
            await MakeAsync(runner.Index);
            var started = Stopwatch.GetTimestamp();
            _ = await runner.Run();
            var ended = Stopwatch.GetTimestamp();
            await servers.WriteLineAsync("calls");
            var told = (await servers.ReadLineAsync(cancellationToken))!.Split(' ');
            long[] numbers = [.. told.Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
            var written = await CountAsync(runner.Index);
            await ElasticsearchServer.DeleteAsync(runner.Index, cancellationToken);
            return numbers[0] == count && written == count
                ? new(
                    Stopwatch.GetElapsedTime(started, ended).TotalSeconds,
                    Stopwatch.GetElapsedTime(started, numbers[1]).TotalSeconds,
                    Stopwatch.GetElapsedTime(numbers[2], ended).TotalSeconds - (run.Number("delay", 20) / 1_000.0)
                )
                : throw new InvalidOperationException(
                    $"{runner.Name} made {numbers[0]} calls and wrote {written} documents for {count} pictures."
                );
        }

        // Both find an index that is there, as every run but the first does.
        async Task MakeAsync(string index)
        {
            if (index == Ours)
            {
                using var made = await ElasticsearchServer.CreateAsync(index, cancellationToken);
                await made.TryWriteStateAsync(new() { Name = "benchmark", Value = "warm" }, cancellationToken);
                return;
            }

            await ElasticsearchServer.DeleteAsync(index, cancellationToken);
            using var client = new HttpClient { BaseAddress = search };
            using var body = new StringContent(GoPeer.Mapping, new MediaTypeHeaderValue("application/json"));
            using var answer = await client.PutAsync($"{index}-000001", body, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        async Task<long> CountAsync(string index)
        {
            using var client = new HttpClient { BaseAddress = search };
            using var refreshed = await client.PostAsync($"{index}-000001/_refresh", content: null, cancellationToken);
            using var answer = await client.GetAsync($"{index}-000001/_count", cancellationToken);
            answer.EnsureSuccessStatusCode();
            using var counted = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(cancellationToken));
            return counted.RootElement.GetProperty("count").GetInt64();
        }

        Task<string> Go() =>
            peer.RunAsync(
                [
                    "-bucket",
                    EndToEndChild.Bucket,
                    "-index",
                    $"{search}{Theirs}-000001",
                    "-s3-endpoint",
                    environment["AWS_ENDPOINT_URL_S3"],
                    "-rekognition-endpoint",
                    environment["AWS_ENDPOINT_URL_REKOGNITION"],
                    "-workers",
                    s_workers,
                ],
                environment,
                cancellationToken
            );

        Task<string> Tool(string program) =>
            ProgramRun.RunAsync(
                "dotnet",
                [
                    program,
                    "index",
                    "s3://" + EndToEndChild.Bucket,
                    "--tagger",
                    "rekognition",
                    "--transfer",
                    "reference",
                    "--rate",
                    "100000",
                    "--workers",
                    s_workers,
                    "--budget",
                    "1000",
                    "--index",
                    $"{search}{Ours}",
                ],
                environment,
                cancellationToken
            );
    }

    private static double Median(Runner runner, Func<Times, double> time) =>
        runner.Times.Select(time).Order().ElementAt(runner.Times.Count / 2);

    /// <summary>Seconds of one process: all of it, until its first call came, and since its last one was answered.</summary>
    private sealed record Times(double Total, double Start, double End);

    private sealed record Runner(string Name, string Index, Func<Task<string>> Run)
    {
        public List<Times> Times { get; } = [];

        public string Last() =>
            Times.Count == 0
                ? Name + " warmed up"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name} {Times[^1].Total:0.00} s (first call after {Times[^1].Start:0.00}, end {Times[^1].End:0.00})"
                );
    }
}
