using ImageTagging;
using Moq;

namespace UnitTesting;

/// <summary>How an application tests its own code against the SDK's three contracts, here with Moq.</summary>
public sealed class AlbumTests
{
    [Fact]
    public async Task An_album_lists_what_the_search_finds()
    {
        var index = new Mock<ITagIndex>();
        index
            .Setup(i =>
                i.SearchAsync(
                    It.Is<SearchRequest>(r => r.Query == new HasTagQuery("cat", default, null)),
                    It.IsAny<CancellationToken>()
                )
            )
            .ReturnsAsync(new SearchResults { Total = 1, Hits = [new SearchHit(Record("cats/tom.jpg"), 1)] });

        var pictures = await new Album(index.Object).FindAsync("cat");

        Assert.Equal(["cats/tom.jpg"], pictures);
    }

    [Fact]
    public async Task A_run_calls_the_tagger_once_for_each_new_picture()
    {
        var source = new Mock<IImageSource>();
        source.Setup(s => s.Name).Returns("album");
        source.Setup(s => s.Scope).Returns(ImageScope.All);
        source.Setup(s => s.ListAsync(It.IsAny<KeyRange>(), It.IsAny<CancellationToken>())).Returns(Listing("a.jpg", "b.jpg"));
        var tagger = new Mock<ITagger>();
        tagger.Setup(t => t.Info).Returns(new TaggerInfo { Name = "moq", Fingerprint = new("1", 0, 0) });
        tagger
            .Setup(t => t.TagAsync(It.IsAny<ImageToTag>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new TaggerResult { Labels = [new ImageLabel { Name = "Cat", Confidence = 97 }] });
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source.Object)
            .TagWith(tagger.Object)
            .IndexInto(new InMemoryTagIndex())
            .Build();

        var report = await pipeline.RunAsync();

        Assert.Equal(2, report.Counts.Tagged);
        tagger.Verify(t => t.TagAsync(It.IsAny<ImageToTag>(), It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    private static async IAsyncEnumerable<SourceEntry> Listing(params string[] keys)
    {
        await Task.CompletedTask;
        foreach (var key in keys)
        {
            yield return new ImageListing
            {
                Key = key,
                Location = "album/" + key,
                Size = 1,
                ModifiedAt = DateTimeOffset.UnixEpoch,
                ListedAt = DateTimeOffset.UnixEpoch,
                Version = key,
            };
        }
    }

    private static ImageRecord Record(string key) =>
        new()
        {
            Source = "album",
            Key = key,
            Location = "album/" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
        };

    /// <summary>The application's own code under test.</summary>
    private sealed class Album(ITagIndex index)
    {
        public async Task<IReadOnlyList<string>> FindAsync(string tag)
        {
            var found = await index.SearchAsync(new SearchRequest { Query = TagQueryParser.Parse(tag) });
            return [.. found.Hits.Select(h => h.Record.Key)];
        }
    }
}
