using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class SpineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Photographs_are_tagged_once_and_the_second_run_says_that_nothing_changed()
    {
        var first = await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index, "--json");
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(12, first.Count("listed"));
        Assert.Equal(12, first.Count("new"));
        Assert.Equal(12, first.Count("tagged"));
        Assert.Equal(0, first.Count("paidCalls"));

        var second = await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("Nothing changed.", second.Output, StringComparison.Ordinal);
        Assert.Contains(Index, second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_found_by_searching_person()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var found = await ToolRun.OfAsync("search", "person", "--index", Index, "--json");
        Assert.Equal(
            ["people/astronaut.png", "people/camera.png"],
            found.Objects.Where(o => o.GetProperty("type").GetString() == "hit").Select(o => o.GetProperty("key").GetString())
        );
        Assert.All(found.Objects, SchemaCheck.Holds);

        var mistyped = await ToolRun.OfAsync("search", "persn", "--index", Index, "--json");
        Assert.Equal(2, mistyped.Objects.Count(o => o.GetProperty("type").GetString() == "hit"));
        var guess = Assert.Single(mistyped.Objects, o => o.GetProperty("type").GetString() == "expansion");
        Assert.Equal(("persn", "typing"), (guess.GetProperty("word").GetString(), guess.GetProperty("kind").GetString()));
        Assert.Equal("person", guess.GetProperty("tags")[0].GetString());
        Assert.All(mistyped.Objects, SchemaCheck.Holds);
        var without = await ToolRun.OfAsync("search", "animals", "-cat", "--index", Index);
        Assert.Contains("horse.png", without.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("chelsea.png", without.Output, StringComparison.Ordinal);

        var near = await ToolRun.OfAsync("search", "feline", "--index", Index);
        Assert.Contains("chelsea.png", near.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing is called 'feline'; near in meaning: cat", near.Error, StringComparison.Ordinal);
        var both = await ToolRun.OfAsync("search", "a", "cat", "with", "the", "horse", "--index", Index);
        Assert.Contains("Each alone finds: cat 1, horse 1.", both.Error, StringComparison.Ordinal);
        var german = await ToolRun.OfAsync("search", "Katze", "--language", "de", "--index", Index);
        Assert.Contains("Katze 9", german.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Tier 9",
            (await ToolRun.OfAsync("show", "animals/chelsea.png", "--language", "de", "--index", Index)).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "schwarzweiß",
            (await ToolRun.OfAsync("stats", "--language", "de", "--index", Index)).Output,
            StringComparison.Ordinal
        );
        Assert.Equal(2, (await ToolRun.OfAsync("search", "cat", "--language", "xx", "--index", Index)).ExitCode);
        Assert.Empty((await ToolRun.OfAsync("search", "feline", "--exact-words", "--index", Index, "--json")).Objects);
    }

    [Fact]
    public async Task Every_command_prints_lines_after_the_published_schema()
    {
        await File.WriteAllTextAsync(_folder.File("words.jpg"), "no picture");
        Directory.CreateDirectory(_folder.File("pictures"));
        File.Move(_folder.File("words.jpg"), _folder.File("pictures/words.jpg"));
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), _folder.File("pictures/coffee.png"));
        string[][] calls =
        [
            ["plan", _folder.File("pictures")],
            ["index", _folder.File("pictures")],
            ["search", "cup"],
            ["show", "coffee.png"],
            ["stats"],
            ["failures"],
            ["budget"],
            ["detect", _folder.File("pictures/coffee.png")],
            ["search", "cup ("],
            ["show", "none.png"],
        ];
        var types = new List<string>();
        foreach (var call in calls)
        {
            string[] index = call[0] == "detect" ? [] : ["--index", Index];
            var run = await ToolRun.OfAsync([.. call, .. index, "--json"]);
            Assert.NotEmpty(run.Objects);
            Assert.All(run.Objects, SchemaCheck.Holds);
            types.AddRange(run.Objects.Select(o => o.GetProperty("type").GetString()!));
        }

        Assert.Superset(
            new HashSet<string>(["summary", "hit", "image", "tag", "failure", "label", "error", "tagger"]),
            types.ToHashSet()
        );
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_is_one_failure_and_the_run_ends_with_1()
    {
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), _folder.File("coffee.png"));
        await File.WriteAllTextAsync(_folder.File("words.jpg"), "no picture");
        await File.WriteAllBytesAsync(_folder.File("empty.png"), []);
        var whole = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "space/rocket.jpg"));
        await File.WriteAllBytesAsync(_folder.File("cut.jpg"), whole[..200]);

        var run = await ToolRun.OfAsync("index", _folder.Path, "--index", _folder.File("sub/index.db"), "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(1, run.Count("tagged"));
        Assert.Equal(3, run.Count("failed"));
        var failures = await ToolRun.OfAsync("failures", "--index", _folder.File("sub/index.db"));
        Assert.Contains("words.jpg", failures.Output, StringComparison.Ordinal);
        var again = await ToolRun.OfAsync("index", _folder.Path, "--index", _folder.File("sub/index.db"), "--json");
        Assert.Equal(3, again.Count("waiting"));
        Assert.Equal(0, again.Count("failed"));
    }

    [Fact]
    public async Task Names_that_could_steer_a_terminal_are_printed_escaped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such names cannot exist there.");
        Directory.CreateDirectory(_folder.File("odd"));
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), _folder.File("odd/red\u001b[31m\nline \u202Egnp.png"));
        await ToolRun.OfAsync("index", _folder.File("odd"), "--index", Index);
        var found = await ToolRun.OfAsync("search", "cup", "--index", Index);
        Assert.Single(found.Lines);
        Assert.DoesNotContain('\u001b', found.Output);
        Assert.DoesNotContain('\u202E', found.Output);
        Assert.Contains("\\u{1b}", found.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_adds_a_tag_removes_one_and_undoes_it_and_the_index_stays_true()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var added = await ToolRun.OfAsync("tag", "Test Pilot", "people/astronaut.png", "--by", "ann", "--index", Index, "--json");
        Assert.Equal(0, added.ExitCode);
        SchemaCheck.Holds(added.Summary);
        Assert.Single((await ToolRun.OfAsync("search", "\"test pilot\"", "--index", Index, "--json")).Objects);

        var asked = await ToolRun.OfAsync("untag", "animal", "--query", "animal", "--index", Index);
        Assert.Equal(2, asked.ExitCode);
        Assert.Contains("--confirm 3", asked.Error, StringComparison.Ordinal);
        var removed = await ToolRun.OfAsync(
            "untag",
            "animal",
            "--query",
            "animal",
            "--confirm",
            "3",
            "--by",
            "ann",
            "--index",
            Index,
            "--json"
        );
        Assert.Equal(3, removed.Count("changed"));
        Assert.Empty((await ToolRun.OfAsync("search", "animal", "--exact-words", "--index", Index, "--json")).Objects);

        var undone = await ToolRun.OfAsync(
            "undo",
            removed.Summary.GetProperty("batch").GetString()!,
            "--by",
            "ann",
            "--index",
            Index,
            "--json"
        );
        Assert.Equal(3, undone.Count("changed"));
        Assert.Equal(3, (await ToolRun.OfAsync("search", "animal", "--exact-words", "--index", Index, "--json")).Objects.Length);

        var rerun = await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index, "--json");
        Assert.Equal(12, rerun.Count("unchanged"));
        var verified = await ToolRun.OfAsync("verify", TestPaths.Photos, "--index", Index, "--json");
        Assert.Equal(0, verified.ExitCode);
        SchemaCheck.Holds(Assert.Single(verified.Objects));
        Assert.Equal(0, verified.Count("count"));
    }

    [Fact]
    public async Task A_copy_of_the_index_answers_alike_and_a_download_is_the_pictures()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var copy = await ToolRun.OfAsync("copy", "--index", Index, "--to", _folder.File("copy.db"), "--json");
        Assert.Equal(0, copy.ExitCode);
        SchemaCheck.Holds(copy.Summary);
        Assert.Equal(12, copy.Count("written"));
        Assert.Equal(
            (await ToolRun.OfAsync("search", "*", "--sort", "name", "--index", Index, "--json")).Output,
            (await ToolRun.OfAsync("search", "*", "--sort", "name", "--index", _folder.File("copy.db"), "--json")).Output
        );

        var download = await ToolRun.OfAsync("download", TestPaths.Photos, _folder.File("photos"), "--json");
        Assert.Equal(0, download.ExitCode);
        SchemaCheck.Holds(download.Summary);
        Assert.Equal(12, download.Count("downloaded"));
        Assert.Equal(
            12,
            (await ToolRun.OfAsync("download", TestPaths.Photos, _folder.File("photos"), "--json")).Count("present")
        );
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".svg")]
    public async Task The_chart_is_written_as_a_picture(string ending)
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var file = _folder.File("tags" + ending);
        var run = await ToolRun.OfAsync("stats", "--index", Index, "--plot", file);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("animal", run.Output, StringComparison.Ordinal);
        Assert.True(new FileInfo(file).Length > 1_000);
        if (ending == ".svg")
        {
            Assert.Contains("Tag Distribution", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
    }
}
