using System.Diagnostics;
using System.Text.Json;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// How both indexes grow: bytes an image, writes and scans at a quarter, half and all of the images, with ten tags and with
/// five. From these figures <c>imagetag advise</c> computes.
/// </summary>
internal sealed class ScalingSet : IBenchmarkSet
{
    private const string Index = "scaling";
    private const int Batch = 2_000;
    private const int Callers = 4;

    public string Name => "scaling";

    public string Title => "How the indexes grow: bytes, writes and scans by number of images and of tags";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var most = run.Count(400_000);
        foreach (var (share, tags) in ((int, int)[])[(4, 5), (4, 10), (2, 10), (1, 10)])
        {
            var images = new MillionImages(most / share);
            await ElasticsearchAsync(run, images, tags, cancellationToken);
            await SqliteAsync(run, images, tags, cancellationToken);
        }
    }

    private static async Task ElasticsearchAsync(
        BenchmarkRun run,
        MillionImages images,
        int tags,
        CancellationToken cancellationToken
    )
    {
        using var index = await ElasticsearchServer.CreateAsync(Index, cancellationToken);
        await MeasureAsync(run, "Elasticsearch", index, images, tags, cancellationToken);
        using var client = new HttpClient
        {
            BaseAddress = await ElasticsearchServer.AddressAsync(),
            Timeout = TimeSpan.FromMinutes(30),
        };
        using (
            await client.PostAsync($"{Index}-000001/_forcemerge?max_num_segments=1&flush=true", content: null, cancellationToken)
        ) { }

        using var stats = JsonDocument.Parse(
            await client.GetStringAsync(new Uri($"{Index}-000001/_stats/store", UriKind.Relative), cancellationToken)
        );
        var bytes = stats
            .RootElement.GetProperty("_all")
            .GetProperty("primaries")
            .GetProperty("store")
            .GetProperty("size_in_bytes");
        run.Report(What("Elasticsearch", images, tags) + ": merged", bytes.GetInt64() / (double)images.Count, "bytes/image");
        await ElasticsearchServer.DeleteAsync(Index, cancellationToken);
    }

    private static async Task SqliteAsync(BenchmarkRun run, MillionImages images, int tags, CancellationToken cancellationToken)
    {
        var path = Path.Combine(run.Scratch, $"{images.Count}-{tags}.db");
        await using (var index = new SqliteTagIndex(path))
        {
            await index.EnsureReadyAsync(cancellationToken);
            await MeasureAsync(run, "SQLite", index, images, tags, cancellationToken);
        }

        run.Report(What("SQLite", images, tags), new FileInfo(path).Length / (double)images.Count, "bytes/image");
        File.Delete(path);
    }

    private static async Task MeasureAsync(
        BenchmarkRun run,
        string engine,
        ITagIndex index,
        MillionImages images,
        int tags,
        CancellationToken cancellationToken
    )
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            images.InWriteOrder().Select(r => WithTags(r, tags)).Chunk(Batch),
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
        run.Report(
            What(engine, images, tags) + ": written",
            images.Count / Stopwatch.GetElapsedTime(started).TotalSeconds,
            "records/s"
        );
        await index.RefreshAsync(cancellationToken);
        started = Stopwatch.GetTimestamp();
        var seen = 0;
        await foreach (var _ in index.ScanAsync(MillionImages.Source, KeyRange.All, cancellationToken))
        {
            seen++;
        }

        if (seen != images.Count)
        {
            throw new InvalidOperationException($"The scan saw {seen} of {images.Count}.");
        }

        run.Report(What(engine, images, tags) + ": scanned", seen / Stopwatch.GetElapsedTime(started).TotalSeconds, "records/s");
    }

    private static string What(string engine, MillionImages images, int tags) =>
        FormattableString.Invariant($"{engine}, {images.Count:N0} images of {tags} tags");

    // The surest tags with the labels that they came from.
    private static ImageRecord WithTags(ImageRecord record, int tags)
    {
        var kept = record.Tags.Take(tags).ToArray();
        var names = kept.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        return record with
        {
            Tags = kept,
            Taggers =
            [
                .. record.Taggers.Select(t =>
                    t with
                    {
                        Labels = [.. t.Labels.Where(l => names.Contains(TagName.Normalize(l.Name)))],
                    }
                ),
            ],
            Parents = [.. record.Parents.Where(p => names.Contains(p.Tag))],
            Aliases = [.. record.Aliases.Where(a => names.Contains(a.Tag))],
        };
    }
}
