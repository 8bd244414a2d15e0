using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using ImageTagging.Rekognition;
using ImageTagging.Tool.Commands;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Benchmarks.Sets;

/// <summary><c>imagetag worker</c> over listings of which none has changed, on SQLite and on Elasticsearch, in processes of their own.</summary>
internal sealed class WorkerSet : IBenchmarkSet, IBenchmarkChild
{
    private const string Index = "worker";

    public string Name => "worker";

    public string Title => "A worker over unchanged listings";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        CheckFingerprint();
        var images = new MillionImages(run.Count());
        var listings = Path.Combine(run.Scratch, "listings.ndjson");
        var path = await MillionFile.CopyAsync(run, images, cancellationToken);
        await MeasureAsync("SQLite", path);
        File.Delete(path);

        run.Say($"writing {images.Count:#,0} images into Elasticsearch");
        using (var index = await ElasticsearchServer.CreateAsync(Index, cancellationToken))
        {
            var filling = new MillionIndex(images, batch: 2_000);
            await filling.FillAsync(index, _ => { }, cancellationToken);
            await filling.ChangeAsync(index, cancellationToken);
        }

        var address = new Uri(await ElasticsearchServer.AddressAsync(), Index).ToString();
        await MeasureAsync("Elasticsearch", address);
        await ElasticsearchServer.DeleteAsync(Index, cancellationToken);

        async Task MeasureAsync(string engine, string location)
        {
            var count = Write(images, listings);
            run.Say($"{count:#,0} listings, {engine}");
            var lines = await ChildProcess.RunAsync(Name, [location, listings, $"{count}"], cancellationToken);
            double[] told = [.. lines[^1].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
            run.Report($"{engine}: unchanged listings", count / told[0], "listings/s", Bar.Over(5_000));
            run.Report($"{engine}: CPU a listing", told[1] * 1e6 / count, "µs");
            run.Report($"{engine}: peak working set", told[3], "MiB");
            run.Report($"{engine}: peak working set at the end, of that after a quarter", told[3] / told[2], "", Bar.Under(1.1));
        }
    }

    async Task IBenchmarkChild.RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "testsecret");
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        // Nobody is to be called; nobody listens there.
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_REKOGNITION", "http://127.0.0.1:9");
        var count = long.Parse(arguments[2], CultureInfo.InvariantCulture);
        using var output = new WorkerLines(count / 4);
        var started = Stopwatch.GetTimestamp();
        var exit = await ToolProgram.RunAsync(
            [
                "worker",
                MillionImages.Source,
                "--index",
                arguments[0],
                "--input",
                arguments[1],
                "--tagger",
                MillionImages.Tagger,
                "--min-confidence",
                MillionImages.Fingerprint.MinConfidence.ToString(CultureInfo.InvariantCulture),
                "--max-labels",
                MillionImages.Fingerprint.MaxLabels.ToString(CultureInfo.InvariantCulture),
            ],
            output,
            Console.Error,
            cancellationToken
        );
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (exit != 0 || output.Unchanged != count)
        {
            throw new InvalidOperationException($"Of {count} listings {output.Unchanged} were unchanged (code {exit}).");
        }

        var (early, peak) = (output.EarlyPeak / (double)(1 << 20), Machine.PeakWorkingSet() / (double)(1 << 20));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{seconds} {Environment.CpuUsage.TotalTime.TotalSeconds} {early} {peak}")
        );
    }

    // Other records than those that the tool itself would have asked for are not unchanged to it.
    private static void CheckFingerprint()
    {
        using var client = new RekognitionClient(
            new() { Region = "us-east-1", Credentials = new BasicAWSCredentials("test", "testsecret") }
        );
        var known = MillionImages.Fingerprint;
        var asked = new RekognitionLabelTagger(client, new() { MinConfidence = known.MinConfidence, MaxLabels = known.MaxLabels })
            .Info
            .Fingerprint;
        if (asked != known)
        {
            throw new InvalidOperationException($"The tool asks with {asked}, the made-up records with {known}.");
        }
    }

    private static int Write(MillionImages images, string path)
    {
        var count = 0;
        using var file = new StreamWriter(path);
        using var lines = new JsonLines(file);
        foreach (var number in Enumerable.Range(0, images.Count).Where(n => !images.IsDeleted(n)))
        {
            lines.Write("listing", images.Listing(number), (w, l) => ListingJson.Write(w, MillionImages.Source, l));
            count++;
        }

        lines.Flush();
        return count;
    }
}
