using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Writing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// Writing into Elasticsearch against the same lines of JSON, made before and posted bare over two connections, in turns in
/// one run.
/// </summary>
internal sealed class ElasticsearchBulkSet : IBenchmarkSet
{
    private const int Rounds = 5;
    private const int Callers = 4;
    private const int CallSize = 1_000;
    private const int BodyRecords = 2_000;

    public string Name => "elasticsearch-bulk";

    public string Title => "Bulk writing into Elasticsearch, against a bare HttpClient that posts the same lines";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count(100_000));
        var full = images.InWriteOrder().ToArray();
        await MeasureAsync(run, "full records", full, Bar.Over(0.90), cancellationToken);
        ImageRecord[] small = [.. full.Select(r => r with { Taggers = [], Parents = [], Contents = [], Version = null })];
        await MeasureAsync(run, "small documents (id and ten tags)", small, bar: null, cancellationToken);
    }

    private static async Task MeasureAsync(
        BenchmarkRun run,
        string what,
        ImageRecord[] records,
        Bar? bar,
        CancellationToken cancellationToken
    )
    {
        var bodies = Bodies(records);
        run.Say($"{what}: {bodies.Sum(b => (long)b.Length) / records.Length} bytes each");
        var (ours, bare) = (new List<double>(), new List<double>());
        // The first round warms both, and the server, up.
        for (var round = 0; round <= Rounds; round++)
        {
            var first = await OurRateAsync(records, cancellationToken);
            var second = await BareRateAsync(bodies, records.Length, cancellationToken);
            run.Say(FormattableString.Invariant($"{what}: {first:0} a second, bare {second:0}"));
            if (round > 0)
            {
                ours.Add(first);
                bare.Add(second);
            }
        }

        run.Report($"{what}, written a second (median of {Rounds})", Median(ours), "records/s");
        run.Report($"{what}, posted bare a second (median of {Rounds})", Median(bare), "records/s");
        run.Report($"{what}, ours against bare", Median(ours) / Median(bare), "share", bar);
    }

    private static async Task<double> OurRateAsync(ImageRecord[] records, CancellationToken cancellationToken)
    {
        using var index = await ElasticsearchServer.CreateAsync("bulk-ours", cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            records.Chunk(CallSize),
            new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellationToken },
            async (some, token) =>
            {
                var results = await index.WriteAsync([.. some.Select(RecordWrite.Create)], token);
                if (results.Any(r => r.Outcome != WriteOutcome.Written))
                {
                    throw new InvalidOperationException("A write was not carried out.");
                }
            }
        );
        var rate = records.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await ElasticsearchServer.DeleteAsync("bulk-ours", cancellationToken);
        return rate;
    }

    private static async Task<double> BareRateAsync(List<byte[]> bodies, int records, CancellationToken cancellationToken)
    {
        using (await ElasticsearchServer.CreateAsync("bulk-bare", cancellationToken)) { }

        using var client = new HttpClient { BaseAddress = await ElasticsearchServer.AddressAsync() };
        var queue = new ConcurrentQueue<byte[]>(bodies);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(PostAsync(), PostAsync());
        var rate = records / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await ElasticsearchServer.DeleteAsync("bulk-bare", cancellationToken);
        return rate;

        async Task PostAsync()
        {
            while (queue.TryDequeue(out var body))
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                using var answer = await client.PostAsync("_bulk", content, cancellationToken);
                answer.EnsureSuccessStatusCode();
                _ = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            }
        }
    }

    private static List<byte[]> Bodies(ImageRecord[] records)
    {
        var names = new IndexNames("bulk-bare");
        var bodies = new List<byte[]>();
        foreach (var some in records.Chunk(BodyRecords))
        {
            using var batch = new BulkBatch(names, 1 << 20);
            using var scratch = new ImageTagging.Elasticsearch.Transport.PooledBuffer();
            var call = new WriteCall(some.Length);
            for (var i = 0; i < some.Length; i++)
            {
                batch.Add(call, i, RecordWrite.Create(some[i]), some[i].Name.Id.ToString(), token: null);
            }

            bodies.Add(batch.Lines(batch.Items, scratch).ToArray());
        }

        return bodies;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
