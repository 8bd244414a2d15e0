using System.Runtime.CompilerServices;
using ImageTagging.Tests.Querying;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Verifying;

public sealed class IndexVerifierTests
{
    private static readonly Vocabulary s_vocabulary = Vocabulary.Parse("""{ "alias": { "automobile": "car" } }""");

    private readonly InMemoryTagIndex _index = new();

    [Fact]
    public async Task A_true_index_shows_no_difference()
    {
        await PutAsync(50, s_vocabulary);
        Assert.Empty(await Verify());
    }

    [Fact]
    public async Task A_record_that_is_not_its_projection_is_found_and_mended()
    {
        await PutAsync(10, s_vocabulary);
        var record = (await _index.ReadAllAsync().ToListAsync())[3];
        await _index.WriteAsync([RecordWrite.Replace(record with { Tags = [new("wrong", Confidence.Full)] }, record.Token!)]);
        var found = Assert.Single(await Verify());
        Assert.Equal((IndexDifferenceKind.Projection, record.Name, false), (found.Kind, found.Image, found.IsRepaired));
        Assert.True(Assert.Single(await Verify(new() { Repair = true })).IsRepaired);
        Assert.Empty(await Verify());
    }

    [Fact]
    public async Task Another_vocabulary_is_told_apart_and_free_to_mend()
    {
        await PutAsync(5, Vocabulary.Empty);
        Assert.All(await Verify(), d => Assert.Equal(IndexDifferenceKind.Vocabulary, d.Kind));
        Assert.Equal(5, (await Verify(new() { Repair = true })).Count(d => d.IsRepaired));
        Assert.Empty(await Verify());
    }

    [Fact]
    public async Task A_scan_or_a_count_that_lies_is_found()
    {
        await PutAsync(5, s_vocabulary);
        var verifier = new IndexVerifier(new LyingIndex(_index), s_vocabulary);
        var kinds = (await verifier.VerifyAsync().ToListAsync()).Select(d => d.Kind).Distinct().Order();
        Assert.Equal([IndexDifferenceKind.Scan, IndexDifferenceKind.Count, IndexDifferenceKind.Engine], kinds);
    }

    [Fact]
    public async Task A_verification_tells_how_many_records_it_has_read()
    {
        await PutAsync(1_500, s_vocabulary);
        var told = new Numbers();
        await Verify(new() { Progress = told });
        Assert.Equal([1_000, 1_500], told.All);
    }

    private sealed class Numbers : IProgress<long>
    {
        public List<long> All { get; } = [];

        public void Report(long value) => All.Add(value);
    }

    [Fact]
    public async Task A_source_and_the_index_are_compared_picture_by_picture()
    {
        ImageListing Listing(string key, long size = 1) =>
            new()
            {
                Key = key,
                Location = "file:///" + key,
                Size = size,
                ModifiedAt = DateTimeOffset.UnixEpoch,
            };
        foreach (var key in new[] { "changed.jpg", "gap/in.jpg", "gone.jpg", "marked.jpg", "same.jpg", "back.jpg", "other.txt" })
        {
            var record = RecordProjector.Project(
                new RandomRecords(1).Next(key) with
                {
                    Source = "s",
                    Size = 1,
                    ModifiedAt = DateTimeOffset.UnixEpoch,
                    Version = null,
                    GoneAt = key is "marked.jpg" or "back.jpg" ? DateTimeOffset.UnixEpoch : null,
                },
                s_vocabulary
            );
            await _index.WriteAsync([RecordWrite.Create(record)]);
        }

        var source = new ListedSource(
            Listing("back.jpg"),
            Listing("changed.jpg", 2),
            new ListingGap("gap/", "no permission"),
            Listing("new.jpg"),
            Listing("note.txt"),
            Listing("same.jpg")
        );
        var found = await Verify(
            new()
            {
                Sources = [source],
                Scope = new() { Suffixes = [".jpg"] },
            }
        );
        Assert.Equal(
            ["NotIndexed back.jpg", "Changed changed.jpg", "Unlisted gap/", "Gone gone.jpg", "NotIndexed new.jpg"],
            found.Select(d => $"{d.Kind} {d.Image?.Key}")
        );

        var unordered = new ListedSource(Listing("b"), Listing("a"));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await Verify(new() { Sources = [unordered] }));
        Assert.Equal("ListingOutOfOrder", fault.Code);
    }

    private async Task PutAsync(int count, Vocabulary vocabulary)
    {
        var random = new RandomRecords(9);
        for (var i = 0; i < count; i++)
        {
            var record = RecordProjector.Project(random.Next($"k{i}"), vocabulary) with { Previous = null };
            await _index.WriteAsync([RecordWrite.Create(record)]);
        }
    }

    private async Task<List<IndexDifference>> Verify(VerifyOptions? options = null) =>
        await new IndexVerifier(_index, s_vocabulary).VerifyAsync(options).ToListAsync();

    private sealed class ListedSource(params SourceEntry[] entries) : IImageSource
    {
        public string Name => "s";

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            foreach (var entry in entries)
            {
                yield return entry;
            }

            await ValueTask.CompletedTask;
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("A verification opens no picture.");
    }
}
