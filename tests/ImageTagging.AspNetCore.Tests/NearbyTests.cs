using System.Text.Json;
using ImageTagging.Testing;

namespace ImageTagging.AspNetCore.Tests;

public sealed class NearbyTests
{
    private static async Task<Server> StartAsync(string[]? known = null)
    {
        var source = new FakeImageSource();
        var tagger = new ScriptedTagger(
            new()
            {
                Name = "scripted",
                Fingerprint = new("scripted", 0, 0),
                KnownLabels = known ?? ["Dog", "Dogwood", "Cat", "Giraffe"],
            }
        );
        foreach (
            var (key, tags) in (Dictionary<string, string[]>)
                new()
                {
                    ["a/1.jpg"] = ["dog", "park"],
                    ["a/b/2.jpg"] = ["dogwood"],
                    ["c.jpg"] = ["cat", "park"],
                }
        )
        {
            source.Put(key, System.Text.Encoding.UTF8.GetBytes(key));
            tagger.Answer(key, [.. tags.Select(t => new ImageLabel { Name = t, Confidence = 90 })]);
        }

        var server = await Server.StartAsync(source, tagger);
        await server.Pipeline.RunAsync();
        return server;
    }

    [Theory]
    [InlineData("giraffe", true)]
    [InlineData("zeppelin", false)]
    public async Task A_word_that_a_tagger_can_say_is_told_from_one_that_it_cannot(string word, bool known)
    {
        await using var server = await StartAsync();
        var near = await server.GetAsync("/api/search/nearby?q=" + word);
        var told = near.GetProperty("words")[0];
        Assert.Equal((word, known), (told.GetProperty("name").GetString(), told.GetProperty("known").GetBoolean()));
        Assert.Equal(4, near.GetProperty("labels").GetInt32());
        // Where nothing is near, what there is most of.
        Assert.Equal("park", near.GetProperty("near")[0].GetProperty("text").GetString());
        Assert.Equal(2, near.GetProperty("near")[0].GetProperty("hits").GetArrayLength());
    }

    [Fact]
    public async Task Names_that_begin_so_come_first_and_then_one_guess_at_most()
    {
        await using var server = await StartAsync();
        Assert.Equal(["dog", "dogwood"], await NearAsync("do"));
        Assert.Equal(["dogwood"], await NearAsync("dogwooz"));

        async Task<string[]> NearAsync(string word)
        {
            var near = await server.GetAsync("/api/search/nearby?q=" + word);
            return [.. near.GetProperty("near").EnumerateArray().Select(n => n.GetProperty("text").GetString()!)];
        }
    }

    [Fact]
    public async Task Parts_that_find_something_alone_are_told_and_what_the_filters_took_away()
    {
        await using var server = await StartAsync();
        var near = await server.GetAsync("/api/search/nearby?q=dogwood+cat");
        Assert.Equal(
            [("dogwood", 1), ("cat", 1)],
            near.GetProperty("parts")
                .EnumerateArray()
                .Select(p => (p.GetProperty("text").GetString(), p.GetProperty("count").GetInt32()))
        );
        near = await server.GetAsync("/api/search/nearby?q=park&month=1999-01");
        Assert.Equal(2, near.GetProperty("unfiltered").GetInt32());
        Assert.Empty(near.GetProperty("words").EnumerateArray());
    }

    [Fact]
    public async Task Where_no_tagger_tells_what_it_can_say_nothing_is_claimed()
    {
        await using var server = await StartAsync([]);
        var near = await server.GetAsync("/api/search/nearby?q=giraffe");
        Assert.Equal(JsonValueKind.Null, near.GetProperty("words")[0].GetProperty("known").ValueKind);
    }

    [Fact]
    public async Task Folders_are_told_level_by_level_with_their_pictures()
    {
        await using var server = await StartAsync();
        var top = (await server.GetAsync("/api/folders")).GetProperty("folders")[0];
        Assert.Equal(3, top.GetProperty("count").GetInt32());
        var source = Uri.EscapeDataString(top.GetProperty("source").GetString()!);
        var first = Assert.Single(
            (await server.GetAsync($"/api/folders?source={source}")).GetProperty("folders").EnumerateArray()
        );
        Assert.Equal(
            ("a", "a/", 2),
            (first.GetProperty("name").GetString(), first.GetProperty("path").GetString(), first.GetProperty("count").GetInt32())
        );
        var second = Assert.Single(
            (await server.GetAsync($"/api/folders?source={source}&path=a/")).GetProperty("folders").EnumerateArray()
        );
        Assert.Equal("b", second.GetProperty("name").GetString());
        var found = await server.GetAsync("/api/search?q=" + Uri.EscapeDataString(first.GetProperty("query").GetString()!));
        Assert.Equal(2, found.GetProperty("total").GetInt32());
    }
}
