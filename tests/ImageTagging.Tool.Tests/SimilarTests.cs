using ImageTagging.Imaging;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class SimilarTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PicturesLikeOneOfTheIndexComeTheMostSimilarFirst()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);

        var found = await ToolRun.OfAsync("similar", "textures/brick.png", "--least=-1", "--index", Index, "--json");

        Assert.Equal(0, found.ExitCode);
        Assert.All(found.Objects, SchemaCheck.Holds);
        Assert.Equal(await OrderAsync("textures/brick.png"), Keys(found));
        var scores = found.Objects.Select(o => o.GetProperty("score").GetDouble()).ToArray();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(scores, s => Assert.InRange(s, -1, 1));

        var table = await ToolRun.OfAsync("similar", "textures/brick.png", "--least=-1", "--index", Index, "--limit", "1");
        Assert.Contains(Keys(found)[0], Assert.Single(table.Lines), StringComparison.Ordinal);
        Assert.Contains("11 found, the most similar first", table.Error, StringComparison.Ordinal);

        // By its path it is the same picture of the index, and no example is among the hits.
        var path = Path.Combine(TestPaths.Photos, "textures/brick.png");
        Assert.Equal(found.Output, (await ToolRun.OfAsync("similar", path, "--least=-1", "--index", Index, "--json")).Output);

        // Left out unless asked for: what nobody would call alike.
        var alike = await ToolRun.OfAsync("similar", "textures/brick.png", "--index", Index, "--json");
        Assert.Equal(scores.Count(s => s >= 0.35), alike.Objects.Length);
        Assert.InRange(alike.Objects.Length, 0, 10);
        Assert.Contains(
            "11 found, the most similar first, without those under 0.35 (--least)",
            (await ToolRun.OfAsync("similar", "textures/brick.png", "--index", Index)).Error,
            StringComparison.Ordinal
        );
        Assert.Equal(2, (await ToolRun.OfAsync("similar", "textures/brick.png", "--least", "1.5", "--index", Index)).ExitCode);
    }

    [Fact]
    public async Task AFileThatTheIndexDoesNotHaveIsLookedAtAndNotWritten()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var original = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "animals/chelsea.png"));
        var small = await new VipsImageCodec().EncodeAsync(original, new() { MaxSide = 240, Quality = 70 });
        await File.WriteAllBytesAsync(_folder.File("mine.jpg"), small.Content);
        var before = (await ToolRun.OfAsync("search", "*", "--sort", "name", "-n", "0", "--index", Index, "--json")).Output;

        var found = await ToolRun.OfAsync(
            "similar",
            _folder.File("mine.jpg"),
            "--least=-1",
            "--index",
            Index,
            "--json",
            "-n",
            "2"
        );

        Assert.Equal("animals/chelsea.png", Keys(found)[0]);
        Assert.InRange(found.Objects[0].GetProperty("score").GetDouble(), 0.7, 0.9999);
        Assert.InRange(found.Objects[1].GetProperty("score").GetDouble(), -1, 0.5);
        Assert.Equal(
            before,
            (await ToolRun.OfAsync("search", "*", "--sort", "name", "-n", "0", "--index", Index, "--json")).Output
        );

        var other = await ToolRun.OfAsync("similar", _folder.File("mine.jpg"), "--tagger", "local:fast", "--index", Index);
        Assert.Equal((0, ""), (other.ExitCode, other.Output));
        Assert.Contains("(here 'local:fast'; --tagger names another)", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AQueryNarrowsAndWhatIsNotToBeLikeGoesBack()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        string[] similar = ["similar", "animals/chelsea.png", "--least=-1", "--index", Index, "--json"];

        Assert.Equal(
            ["people/astronaut.png", "people/camera.png"],
            Keys(await ToolRun.OfAsync([.. similar, "person"])).Order(StringComparer.Ordinal)
        );
        var without = Keys(await ToolRun.OfAsync([.. similar, "-person", "-cat"]));
        Assert.NotEmpty(without);
        Assert.DoesNotContain("people/astronaut.png", without);

        var all = Keys(await ToolRun.OfAsync(similar));
        var unlike = await ToolRun.OfAsync([.. similar, "--not", all[1]]);
        Assert.Equal(10, unlike.Objects.Length);
        Assert.DoesNotContain(all[1], Keys(unlike));
        File.Copy(Path.Combine(TestPaths.Photos, all[0]), _folder.File("not.png"));
        Assert.Equal(all[0], Keys(await ToolRun.OfAsync([.. similar, "--not", _folder.File("not.png")]))[^1]);
    }

    [Fact]
    public async Task APictureWithoutAVectorSaysWhatToDo()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--tagger", "metadata", "--index", Index);

        var bare = await ToolRun.OfAsync("similar", "animals/chelsea.png", "--index", Index);

        Assert.Equal(3, bare.ExitCode);
        Assert.Contains("'animals/chelsea.png' has no vector yet; run 'imagetag index ", bare.Error, StringComparison.Ordinal);
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        Assert.NotEmpty(Keys(await ToolRun.OfAsync("similar", "animals/chelsea.png", "--least=-1", "--index", Index, "--json")));
    }

    [Fact]
    public async Task WhatIsNowhereAndWhatIsNoPictureAreOneSentence()
    {
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "a.jpg");
        await File.WriteAllTextAsync(_folder.File("words.jpg"), "no picture");
        foreach (var picture in (string[])["none.jpg", _folder.File("none.jpg"), _folder.File("words.jpg"), _folder.Path])
        {
            var run = await ToolRun.OfAsync("similar", picture, "--index", Index);
            Assert.True(run.ExitCode is 2 or 3, picture);
            Assert.Contains("imagetag: ", Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        }
    }

    private async Task<IEnumerable<string>> OrderAsync(string key)
    {
        await using var index = new SqliteTagIndex(Index);
        var all = await index.SearchAsync(new() { Query = new EverythingQuery(), Size = 100 });
        var vectors = all.Hits.ToDictionary(
            h => h.Record.Key,
            h => h.Record.Taggers.Select(t => t.Embedding).First(e => e is not null)!
        );
        return vectors
            .Where(v => v.Key != key)
            .OrderByDescending(v => vectors[key].Similarity(v.Value))
            .ThenBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => v.Key);
    }

    private static string[] Keys(ToolRun run) =>
        [.. run.Objects.Where(o => o.GetProperty("type").GetString() == "hit").Select(o => o.GetProperty("key").GetString()!)];
}
