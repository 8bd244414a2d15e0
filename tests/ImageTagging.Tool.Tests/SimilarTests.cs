using ImageTagging.TestSupport;
using ImageTagging.Vocabularies;

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

        var found = await ToolRun.OfAsync("similar", "textures/brick.png", "--index", Index, "--json");

        Assert.Equal(0, found.ExitCode);
        Assert.All(found.Objects, SchemaCheck.Holds);
        Assert.Equal(11, found.Objects.Length);
        Assert.Equal("textures/gravel.png", Keys(found)[0]);
        var scores = found.Objects.Select(o => o.GetProperty("score").GetDouble()).ToArray();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(scores, s => Assert.InRange(s, -1, 1));

        var table = await ToolRun.OfAsync("similar", "textures/brick.png", "--index", Index, "--limit", "1");
        Assert.Contains("gravel.png", Assert.Single(table.Lines), StringComparison.Ordinal);
        Assert.Contains("11 found, the most similar first", table.Error, StringComparison.Ordinal);

        // By its path it is the same picture of the index, and no example is among the hits.
        var path = Path.Combine(TestPaths.Photos, "textures/brick.png");
        Assert.Equal(found.Output, (await ToolRun.OfAsync("similar", path, "--index", Index, "--json")).Output);
    }

    [Fact]
    public async Task AFileThatTheIndexDoesNotHaveIsLookedAtAndNotWritten()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        File.Copy(Path.Combine(TestPaths.Photos, "animals/chelsea.png"), _folder.File("mine.png"));
        var before = (await ToolRun.OfAsync("search", "*", "--sort", "name", "-n", "0", "--index", Index, "--json")).Output;

        var found = await ToolRun.OfAsync("similar", _folder.File("mine.png"), "--index", Index, "--json", "-n", "2");

        Assert.Equal("animals/chelsea.png", Keys(found)[0]);
        Assert.Equal(1, found.Objects[0].GetProperty("score").GetDouble(), 6);
        Assert.True(found.Objects[1].GetProperty("score").GetDouble() < 0.9);
        Assert.Equal(
            before,
            (await ToolRun.OfAsync("search", "*", "--sort", "name", "-n", "0", "--index", Index, "--json")).Output
        );

        var other = await ToolRun.OfAsync("similar", _folder.File("mine.png"), "--tagger", "local:fast", "--index", Index);
        Assert.Equal((0, ""), (other.ExitCode, other.Output));
        Assert.Contains("(here 'local:fast'; --tagger names another)", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AQueryNarrowsAndWhatIsNotToBeLikeGoesBack()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        string[] similar = ["similar", "animals/chelsea.png", "--index", Index, "--json"];

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
        Assert.NotEmpty(Keys(await ToolRun.OfAsync("similar", "animals/chelsea.png", "--index", Index, "--json")));
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

    private static string[] Keys(ToolRun run) => [.. run.Objects.Select(o => o.GetProperty("key").GetString()!)];
}
