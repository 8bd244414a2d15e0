using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using ImageTagging.Conformance;
using ImageTagging.Indexing;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Growth;

/// <summary>A run under another vocabulary leaves of each record what that vocabulary makes of it alone, and all else as it was.</summary>
public sealed class ReprojectionTests : IDisposable
{
    // Several of the writer's batches and of the file's transactions.
    private const int Pictures = 4_500;
    private const string Source = "s3://one";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_under_another_vocabulary_writes_what_it_makes_of_each_record_by_itself(int seed)
    {
        var cancel = TestContext.Current.CancellationToken;
        var generator = new RecordGenerator(seed);
        var before = new SortedDictionary<string, ImageRecord>(KeyOrder.Instance);
        while (before.Count < Pictures)
        {
            var name = generator.NextName(Source);
            before[name.Key] = Vocabulary.Empty.Project(Plain(generator.NextRecord(name)));
        }

        await using var index = new SqliteTagIndex(_folder.File("images.db"));
        await index.EnsureReadyAsync(cancel);
        foreach (var some in before.Values.Chunk(1_000))
        {
            Assert.All(
                await index.WriteAsync([.. some.Select(RecordWrite.Create)], cancel),
                r => Assert.Equal(WriteOutcome.Written, r.Outcome)
            );
        }

        var vocabulary = Vocabulary.From(Rules(seed));
        var listedAt = SampleRecords.Start.AddYears(1);
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new Listed([.. before.Values], listedAt))
            .TagWith(new Silent())
            .UseVocabulary(vocabulary)
            .IndexInto(index)
            .Build();
        var report = await pipeline.RunAsync(cancellationToken: cancel);
        Assert.Equal(RunEnd.Completed, report.End);
        Assert.Equal((Pictures, Pictures, 0), (report.Counts.Stale, report.Counts.Tagged, report.Counts.PaidCalls));

        var stored = await index.GetManyAsync([.. before.Values.Select(r => r.Name)], cancel);
        var changed = 0;
        foreach (var (record, after) in before.Values.Zip(stored))
        {
            var expected = vocabulary.Project(record) with { ListedAt = listedAt };
            Assert.Equal(Text(expected), Text(after!));
            changed += record.Tags.SequenceEqual(after!.Tags) ? 0 : 1;
        }

        // Some records have other tags, some the same: both ways were gone.
        Assert.InRange(changed, Pictures / 10, Pictures - (Pictures / 50));
        Assert.Empty(await index.CheckAsync(repair: false, cancellationToken: cancel).ToListAsync(cancel));
        foreach (var tag in (string[])["renamed", "t1", "t4", "mobile phone"])
        {
            var found = await index.SearchAsync(new() { Query = new HasTagQuery(tag), Size = 0 }, cancel);
            Assert.Equal(stored.Count(r => r!.Tags.Any(t => t.Name == tag)), found.Total);
        }

        Assert.Equal(Pictures, (await pipeline.RunAsync(cancellationToken: cancel)).Counts.Unchanged);
    }

    private static VocabularyRules Rules(int seed) =>
        new()
        {
            Rename = new Dictionary<string, string> { ["t0"] = "renamed", ["t2"] = "t1" },
            Alias = new Dictionary<string, string> { ["写真"] = "photograph" },
            Parent = new Dictionary<string, IReadOnlyList<string>> { ["t4"] = ["thing"], ["renamed"] = ["other thing"] },
            Block = seed % 2 == 0 ? ["t5"] : [],
            Confidence = new Dictionary<string, double> { ["t3"] = 60 },
            Exclude =
                seed % 2 == 0
                    ? new Dictionary<string, IReadOnlyList<string>> { ["t6"] = ["t7"] }
                    : new Dictionary<string, IReadOnlyList<string>>(),
        };

    // As a run of this pipeline would have left it: nothing is asked, nothing is due.
    private static ImageRecord Plain(ImageRecord record) =>
        record with
        {
            GoneAt = null,
            Companions = [],
            Previous = null,
            Taggers =
            [
                (record.Taggers is [.., var last] ? last : new() { Name = SampleRecords.Tagger }) with
                {
                    Name = SampleRecords.Tagger,
                    Fingerprint = SampleRecords.Fingerprint,
                    Selected = null,
                    PassedOver = null,
                    Failure = null,
                },
            ],
        };

    private static string Text(ImageRecord record)
    {
        var bytes = new ArrayBufferWriter<byte>();
        RecordJson.Write(bytes, record with { Token = null });
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private sealed class Listed(ImageRecord[] records, DateTimeOffset listedAt) : IImageSource
    {
        public string Name => Source;

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await Task.Yield();
            foreach (var record in records.Where(r => range.Contains(r.Key)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new ImageListing
                {
                    Key = record.Key,
                    Location = record.Location,
                    Size = record.Size,
                    ModifiedAt = record.ModifiedAt,
                    Version = record.Version,
                    Contents = record.Contents,
                    ListedAt = listedAt,
                };
            }
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("Nothing is read.");
    }

    private sealed class Silent : ITagger
    {
        public TaggerInfo Info { get; } = new() { Name = SampleRecords.Tagger, Fingerprint = SampleRecords.Fingerprint };

        public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("Nobody is called.");
    }
}
