using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The Spark job in local mode on two partitions beside the plain run of the tool: the same bucket, the same service, a rate allowed that neither reaches.</summary>
internal sealed class SparkSet : IBenchmarkSet
{
    private const string Source = "s3://" + EndToEndChild.Bucket;

    public string Name => "spark";

    public string Title => "The Spark job (local mode, 2 partitions) beside the plain run of the tool";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var count = run.Count(100_000);
        var delay = run.Number("delay", 20);
        string[] tagging = ["--tagger", "rekognition", "--transfer", "reference", "--rate", $"{run.Number("rate", 10_000)}"];
        await using var servers = ChildProcess.Start("spark-servers", [$"{count}", $"{delay}"]);
        var environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "testsecret",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ENDPOINT_URL_S3"] = (await servers.ReadLineAsync(cancellationToken))!,
            ["AWS_ENDPOINT_URL_REKOGNITION"] = (await servers.ReadLineAsync(cancellationToken))!,
        };
        var (plain, spark) = (Path.Combine(run.Scratch, "plain.db"), Path.Combine(run.Scratch, "spark.db"));

        run.Say("the plain run");
        var started = Stopwatch.GetTimestamp();
        _ = await ProgramRun.ToolAsync(["index", Source, .. tagging, "--index", plain, "--json"], environment, cancellationToken);
        var plainTotal = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var plainRate = await RateAsync(servers, count, cancellationToken);

        run.Say("the job");
        started = Stopwatch.GetTimestamp();
        _ = await SparkProgram.RunAsync(
            "tag_images.py",
            [Source, "--index", spark, "--partitions", "2", "--imagetag", $"dotnet {ProgramRun.Tool}", "--", .. tagging],
            environment,
            cancellationToken
        );
        var sparkTotal = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var sparkRate = await RateAsync(servers, count, cancellationToken);
        await servers.EndAsync(cancellationToken);

        run.Report("plain run, from first to last call", plainRate, "calls/s");
        run.Report("the job, from first to last call", sparkRate, "calls/s");
        run.Report("the job against the plain run", sparkRate / plainRate, "share", Bar.Over(0.85));
        run.Report("plain run, start and end included", plainTotal, "s");
        run.Report("the job, start and end included", sparkTotal, "s");
        run.Report(
            "records that differ",
            await DifferentAsync(run, plain, spark, count, cancellationToken),
            "records",
            Bar.Under(0)
        );
    }

    private static async Task<double> RateAsync(ChildProcess servers, int count, CancellationToken cancellationToken)
    {
        await servers.WriteLineAsync("calls");
        var told = (await servers.ReadLineAsync(cancellationToken))!.Split(' ');
        var calls = int.Parse(told[0], CultureInfo.InvariantCulture);
        return calls == count
            ? (calls - 1) / double.Parse(told[1], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"There were {calls} calls for {count} pictures.");
    }

    /// <summary>Records that are not the same in both, but for the times at which it all happened.</summary>
    private static async Task<int> DifferentAsync(
        BenchmarkRun run,
        string plain,
        string spark,
        int count,
        CancellationToken cancellationToken
    )
    {
        var files = new List<string>();
        foreach (var index in (string[])[plain, spark])
        {
            files.Add(index + ".ndjson");
            _ = await ProgramRun.ToolAsync(
                ["export", "--index", index, "--to", files[^1]],
                new Dictionary<string, string>(),
                cancellationToken
            );
        }

        run.Say("comparing");
        var (read, different) = (0, 0);
        foreach (var (one, other) in File.ReadLines(files[0]).Zip(File.ReadLines(files[1])))
        {
            read++;
            different += JsonNode.DeepEquals(Timeless(one), Timeless(other)) ? 0 : 1;
        }

        return File.ReadLines(files[1]).Count() == count && read == count
            ? different
            : throw new InvalidOperationException($"Not both have {count} records.");
    }

    private static JsonObject Timeless(string line)
    {
        var record = JsonNode.Parse(line)!.AsObject();
        record.Remove("listed_at");
        record.Remove("tagged_at");
        foreach (var tagger in record["taggers"]!.AsArray())
        {
            tagger!.AsObject().Remove("tagged_at");
        }

        return record;
    }
}
