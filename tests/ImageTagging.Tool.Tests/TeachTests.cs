using System.Text.Json;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class TeachTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ATagIsTaughtListedExportedImportedAndUndone()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var taught = await ToolRun.OfAsync(
            "teach",
            "studio",
            "--yes",
            "things/coffee.png",
            "textures/brick.png",
            "--no",
            "animals/chelsea.png",
            "--no",
            "people",
            "--index",
            Index,
            "--json"
        );
        Assert.True(taught.ExitCode == 0, taught.Error);
        Assert.All(taught.Objects, SchemaCheck.Holds);
        Assert.Equal("studio", taught.Objects[0].GetProperty("tag").GetString());
        Assert.Equal(2, taught.Objects[0].GetProperty("yes").GetInt32());
        Assert.True(taught.Objects[0].GetProperty("no").GetInt32() >= 2);
        Assert.Contains("Only 2 pictures said yes", taught.Error, StringComparison.Ordinal);

        // What a person said of a picture is a correction of it, and wins.
        Assert.Contains("things/coffee.png", Keys(await ToolRun.OfAsync("search", "studio>=100", "--index", Index, "--json")));
        Assert.DoesNotContain("animals/chelsea.png", Keys(await ToolRun.OfAsync("search", "studio", "--index", Index, "--json")));

        var listed = await ToolRun.OfAsync("teach", "--list", "--index", Index);
        Assert.Contains("studio", Assert.Single(listed.Lines), StringComparison.Ordinal);

        var file = _folder.File("studio.json");
        Assert.Equal(0, (await ToolRun.OfAsync("teach", "studio", "--export", file, "--index", Index)).ExitCode);
        Assert.Equal("studio", JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("tag").GetString());
        var before = Keys(await ToolRun.OfAsync("search", "studio", "--index", Index, "--json"));

        var undone = await ToolRun.OfAsync("teach", "studio", "--undo", "--index", Index);
        Assert.StartsWith("'studio' is taught no more", undone.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["textures/brick.png", "things/coffee.png"],
            Keys(await ToolRun.OfAsync("search", "studio", "--index", Index, "--json")).Order()
        );

        var imported = await ToolRun.OfAsync("teach", "--import", file, "--index", Index);
        Assert.True(imported.ExitCode == 0, imported.Error);
        Assert.Equal(before.Order(), Keys(await ToolRun.OfAsync("search", "studio", "--index", Index, "--json")).Order());
    }

    [Fact]
    public async Task ReviewNamesPicturesThatWereNotAnswered()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        await ToolRun.OfAsync("teach", "studio", "--yes", "things/coffee.png", "--no", "animals/chelsea.png", "--index", Index);

        var asked = await ToolRun.OfAsync("review", "studio", "-n", "4", "--index", Index, "--json");

        Assert.True(asked.ExitCode == 0, asked.Error);
        Assert.All(asked.Objects, SchemaCheck.Holds);
        Assert.Equal(4, Keys(asked).Distinct().Count());
        Assert.DoesNotContain("things/coffee.png", Keys(asked));
        Assert.DoesNotContain("animals/chelsea.png", Keys(asked));
        var table = await ToolRun.OfAsync("review", "studio", "--index", Index);
        Assert.Equal(10, table.Lines.Length);
        Assert.Contains("Answer with: imagetag teach 'studio'", table.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WeightsOfTaggersAreToldWrittenAppliedAndPutBack()
    {
        // Two taggers say cat: one is right of most, the other of few.
        await using (var index = new SqliteTagIndex(Index))
        {
            for (var i = 0; i < 40; i++)
            {
                var isCat = i % 2 == 0;
                string[] who =
                    isCat ? ["good", "bad"]
                    : i % 10 == 1 ? ["good", "bad"]
                    : ["bad"];
                await index.WriteAsync([RecordWrite.Create(Said($"{i:00}.jpg", who))]);
                var change = new TagChange
                {
                    By = "ann",
                    Add = isCat ? ["cat"] : [],
                    Remove = isCat ? [] : ["cat"],
                    IsJudgement = true,
                };
                await new TagCurator(index).CorrectAsync([new("s", $"{i:00}.jpg")], change);
            }
        }

        var file = _folder.File("words.json");
        await File.WriteAllTextAsync(
            file,
            """{"block":["poster"],"taggers":{"*":{"rule":"agree"},"Cat":{"weights":{"third":0.25}}}}"""
        );
        var told = await ToolRun.OfAsync("teach", "--weights", "--vocabulary", file, "--index", Index, "--json");
        Assert.True(told.ExitCode == 0, told.Error);
        Assert.All(told.Objects, SchemaCheck.Holds);
        var weights = told
            .Objects.Where(o => o.GetProperty("type").GetString() == "weight")
            .ToDictionary(o => o.GetProperty("tagger").GetString()!, o => o.GetProperty("weight").GetDouble());
        Assert.Equal(21d / 26, weights["good"], 3);
        Assert.Equal(0.5, weights["bad"], 3);
        Assert.DoesNotContain("good", await File.ReadAllTextAsync(file), StringComparison.Ordinal);

        string[] write = ["teach", "--weights", "--vocabulary", file, "--write-vocabulary", file, "--index", Index];
        Assert.Equal(0, (await ToolRun.OfAsync(write)).ExitCode);
        var rules = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        Assert.Equal("poster", rules.GetProperty("block")[0].GetString());
        var cat = rules.GetProperty("taggers").GetProperty("cat").GetProperty("weights");
        Assert.Equal((0.808, 0.5, 0.25), (Number(cat, "good"), Number(cat, "bad"), Number(cat, "third")));

        string[] undo = ["teach", "--weights", "--undo", "--vocabulary", file, "--index", Index];
        Assert.Equal(0, (await ToolRun.OfAsync(undo)).ExitCode);
        Assert.DoesNotContain("good", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        var again = await ToolRun.OfAsync(undo);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("nothing to undo", again.Error, StringComparison.Ordinal);

        var photo = _folder.File("photo.png");
        File.Copy(Path.Combine(TestPaths.Photos, "things", "coffee.png"), photo);
        var refused = await ToolRun.OfAsync("teach", "--weights", "--write-vocabulary", photo, "--index", Index);
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "things", "coffee.png")),
            await File.ReadAllBytesAsync(photo)
        );

        static double Number(JsonElement weights, string tagger) => weights.GetProperty(tagger).GetDouble();
    }

    private static ImageRecord Said(string key, string[] taggers) =>
        new()
        {
            Source = "s",
            Key = key,
            Location = "file:///s/" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
            Tags = [new("cat", Confidence.Floor(80))],
            Taggers =
            [
                .. taggers
                    .Order(StringComparer.Ordinal)
                    .Select(t => new TaggerState
                    {
                        Name = t,
                        Fingerprint = new("a", 0, 0),
                        Labels = [new() { Name = "cat", Confidence = 80 }],
                        TaggedAt = DateTimeOffset.UnixEpoch,
                    }),
            ],
        };

    [Theory]
    [InlineData("--weights learns no tag", "teach", "a", "--weights")]
    [InlineData("give both", "teach", "a", "--write-vocabulary", "b.json")]
    [InlineData("name it, and no other", "teach", "--weights", "--undo")]
    [InlineData("Name the tag.", "teach", "--yes", "a")]
    [InlineData("one thing at a time", "teach", "a", "--yes", "b", "--undo")]
    [InlineData("No tag is named beside", "teach", "a", "--list")]
    [InlineData("--precision is over 0", "teach", "a", "--precision", "2")]
    [InlineData("--limit is 1 to 100", "review", "a", "-n", "0")]
    public async Task WhatCannotBeMeantIsAUsageFault(string says, params string[] arguments)
    {
        var run = await ToolRun.OfAsync([.. arguments, "--index", Index]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsMissingIsToldInASentence()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var nothing = await ToolRun.OfAsync("teach", "studio", "--yes", "no-such-thing", "--index", Index);
        Assert.Equal(2, nothing.ExitCode);
        Assert.Contains(
            "'no-such-thing' is no picture of the index, and as a search it finds none",
            nothing.Error,
            StringComparison.Ordinal
        );
        var untaught = await ToolRun.OfAsync("teach", "studio", "--undo", "--index", Index);
        Assert.Contains("'studio' is not taught", untaught.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.File("no.json"), "{}");
        var broken = await ToolRun.OfAsync("teach", "--import", _folder.File("no.json"), "--index", Index);
        Assert.Contains("This is no taught tag's document", broken.Error, StringComparison.Ordinal);
        Assert.Contains(
            "No picture says yes",
            (await ToolRun.OfAsync("teach", "studio", "--index", Index)).Error,
            StringComparison.Ordinal
        );
    }

    private static string[] Keys(ToolRun run) =>
        [.. run.Objects.Where(o => o.TryGetProperty("key", out _)).Select(o => o.GetProperty("key").GetString()!)];
}
