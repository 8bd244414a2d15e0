using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Semantics.Tests;

public sealed class SemanticSearchTests
{
    [Fact]
    public async Task A_host_that_adds_it_searches_by_meaning_and_others_as_before()
    {
        var index = new InMemoryTagIndex();
        await PutAsync(index, "sea.jpg", "sea");
        await PutAsync(index, "dog.jpg", "dog", "sea");
        await using (var with = Host(index, b => b.AddSemanticSearch().AddSemanticSearch()))
        {
            Assert.Equal(["dog.jpg", "sea.jpg"], await FindAsync(with, "ocean"));
            Assert.Equal(["dog.jpg"], await FindAsync(with, "a puppy by the ocean"));
        }

        await using var without = Host(index, b => b);
        Assert.Empty(await FindAsync(without, "ocean"));
        Assert.Equal(["dog.jpg", "sea.jpg"], await FindAsync(without, "sea"));
    }

    [Theory]
    [InlineData("fog", "dog")]
    [InlineData("house", "horse")]
    [InlineData("lake", "cake")]
    [InlineData("garden", "warden")]
    [InlineData("gardens", "wardens")]
    [InlineData("beach", "peach")]
    [InlineData("the", "tie")]
    public async Task A_word_spelled_well_is_never_taken_for_another_also_by_meaning(string word, string near)
    {
        var index = new InMemoryTagIndex();
        await PutAsync(index, "near.jpg", near);
        await using var host = Host(index, b => b.AddSemanticSearch());
        var answer = await AskAsync(host, word);
        Assert.Equal(0, answer.Results.Total);
        Assert.Empty(answer.DidYouMean);
        Assert.DoesNotContain(answer.Expansions, e => e.Tags.Count > 0);
        Assert.Equal(word == "the" ? [] : [ExpansionKind.Unknown], answer.Expansions.Select(e => e.Kind));
    }

    [Fact]
    public async Task House_never_shows_horses_where_houses_are_missing()
    {
        var index = new InMemoryTagIndex();
        foreach (var tag in new[] { "horse", "mouse", "hose", "dog", "sea", "tower", "street", "room" })
        {
            await PutAsync(index, tag + ".jpg", tag);
        }

        await using var host = Host(index, b => b.AddSemanticSearch());
        var found = await FindAsync(host, "house");
        Assert.DoesNotContain("horse.jpg", found);
        Assert.DoesNotContain("mouse.jpg", found);
        Assert.DoesNotContain("hose.jpg", found);
    }

    private static ServiceProvider Host(InMemoryTagIndex index, Func<IImageTaggingBuilder, IImageTaggingBuilder> more)
    {
        var services = new ServiceCollection();
        more(services.AddImageTagging().UseIndex(index));
        return services.BuildServiceProvider();
    }

    private static async Task<IEnumerable<string>> FindAsync(ServiceProvider host, string query) =>
        (await AskAsync(host, query)).Results.Hits.Select(h => h.Record.Key).Order(StringComparer.Ordinal);

    private static ValueTask<SearchAnswer> AskAsync(ServiceProvider host, string query) =>
        host.GetRequiredService<ImageSearch>()
            .SearchAsync(new() { Query = TagQueryParser.Parse(query) }, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task PutAsync(InMemoryTagIndex index, string key, params string[] tags)
    {
        var record = new ImageRecord
        {
            Source = "made-up",
            Key = key,
            Location = "made-up:" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
            Tags = [.. tags.Order(StringComparer.Ordinal).Select(t => new Tag(t, new(9_000)))],
        };
        await index.WriteAsync([RecordWrite.Create(record)], TestContext.Current.CancellationToken);
    }
}
