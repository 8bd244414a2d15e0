using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using ImageTagging.Elasticsearch;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Writing;
using ImageTagging.Rekognition;
using ImageTagging.S3;
using ImageTagging.Testing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// A bucket into Elasticsearch, planning, reuse and budget on, against a bare loop of the same requests: list, DetectLabels by
/// reference, bulk. In turns in one run; bucket and service are another process, and slow as the real ones.
/// </summary>
internal sealed class EndToEndSet : IBenchmarkSet
{
    /// <summary>Calls in flight, ours and bare.</summary>
    public const int Concurrency = 64;
    private const int Rounds = 5;
    private const string Index = "end-to-end";

    public string Name => "end-to-end";

    public string Title =>
        "S3, Rekognition by reference (answers after 20 ms) and Elasticsearch, against a bare loop of the same requests";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        // The smaller one shows what the start of a job costs.
        var count = run.Count(20_000);
        await MeasureAsync(run, Math.Max(1, count / 4), cancellationToken);
        await MeasureAsync(run, count, cancellationToken);
    }

    private static async Task MeasureAsync(BenchmarkRun run, int count, CancellationToken cancellationToken)
    {
        run.Say($"{count:#,0} pictures");
        var of = $", {count:#,0} pictures";
        var delay = run.Number("delay", 20);
        await using var child = ChildProcess.Start("end-to-end-servers", [$"{count}", $"{delay}"]);
        var store = (await child.ReadLineAsync(cancellationToken))!;
        var service = (await child.ReadLineAsync(cancellationToken))!;
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials("test", "testsecret"),
            new AmazonS3Config
            {
                ServiceURL = store,
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
            }
        );
        using var client = new RekognitionClient(
            new()
            {
                Region = "us-east-1",
                ServiceUrl = service,
                Credentials = new BasicAWSCredentials(RekognitionDouble.AccessKey, RekognitionDouble.SecretKey),
            }
        );

        var (ours, bare, cpu, bytes) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        EndToEndBareLoop? loop = null;
        // The first round warms everything up and shows what a bare loop has to write.
        for (var round = 0; round <= Rounds; round++)
        {
            var (before, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
            var first = await OurTimeAsync(s3, client, count, cancellationToken);
            var (spent, used) = (
                (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / count,
                (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count
            );
            loop ??= new(s3, service, await ElasticsearchServer.AddressAsync(), await LinesAsync(cancellationToken));
            await ElasticsearchServer.DeleteAsync(Index, cancellationToken);
            using (await ElasticsearchServer.CreateAsync(EndToEndBareLoop.Index, cancellationToken)) { }

            var started = Environment.CpuUsage.TotalTime;
            var second = await loop.RunAsync(cancellationToken);
            var bareSpent = (Environment.CpuUsage.TotalTime - started).TotalMicroseconds / count;
            await ElasticsearchServer.DeleteAsync(EndToEndBareLoop.Index, cancellationToken);
            run.Say(
                FormattableString.Invariant(
                    $"{count / first:0} a second ({spent:0} µs of CPU, {used:0} bytes each), bare {count / second:0} ({bareSpent:0} µs)"
                )
            );
            if (round > 0)
            {
                ours.Add(count / first);
                bare.Add(count / second);
                cpu.Add(spent);
                bytes.Add(used);
            }
        }

        loop?.Dispose();
        await child.EndAsync(cancellationToken);
        run.Report($"images a second (median of {Rounds}){of}", Median(ours), "images/s", Bar.Over(2_000));
        run.Report($"bare loop, images a second (median of {Rounds}){of}", Median(bare), "images/s");
        run.Report("ours against bare" + of, Median(ours) / Median(bare), "share", Bar.Over(0.90));
        run.Report("CPU of our process an image" + of, Median(cpu), "µs");
        run.Report("allocated an image" + of, Median(bytes), "bytes", Bar.Under(40_000));
    }

    private static async Task<double> OurTimeAsync(
        AmazonS3Client s3,
        RekognitionClient client,
        int count,
        CancellationToken cancellationToken
    )
    {
        using var index = await ElasticsearchServer.CreateAsync(Index, cancellationToken);
        using var source = new S3ImageSource(s3, new() { Bucket = EndToEndChild.Bucket });
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(
                new RekognitionLabelTagger(client, new() { Transfer = ImageTransfer.Reference }),
                new TaggerCallOptions { CallsPerSecond = 100_000, MaxConcurrency = Concurrency }
            )
            .UseBudget(Budget.OfMoney(1_000))
            .IndexInto(index)
            .Build();
        // A new index makes that of its state with the first entry: no run after the first has to wait for it.
        await index.TryWriteStateAsync(new() { Name = "benchmark", Value = "warm" }, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var report = await pipeline.RunAsync(cancellationToken: cancellationToken);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return report.Counts.Tagged == count
            ? took
            : throw new InvalidOperationException("Not every picture was tagged: " + report.Counts);
    }

    /// <summary>What was written, as lines of bulk requests by key.</summary>
    private static async Task<Dictionary<string, byte[]>> LinesAsync(CancellationToken cancellationToken)
    {
        var options = new ElasticsearchIndexOptions { IndexName = Index };
        options.Nodes.Add(await ElasticsearchServer.AddressAsync());
        using var index = new ElasticsearchTagIndex(options);
        var names = new IndexNames(EndToEndBareLoop.Index);
        var lines = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var record in index.ReadAllAsync(cancellationToken: cancellationToken))
        {
            using var batch = new BulkBatch(names, 4096);
            using var scratch = new ImageTagging.Elasticsearch.Transport.PooledBuffer();
            batch.Add(new(1), 0, RecordWrite.Create(record), record.Name.Id.ToString(), token: null);
            lines.Add(record.Key, batch.Lines(batch.Items, scratch).ToArray());
        }

        return lines;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
