using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class ExitCodeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nosuch")]
    [InlineData("index")]
    [InlineData("index", ".", "--workers", "many")]
    [InlineData("index", ".", "--tagger", "nobody")]
    [InlineData("index", ".", "--budget", "1", "--budget", "2/run")]
    [InlineData("index", ".", "--budget", "1/week")]
    [InlineData("index", ".", "--budget-calls", "1.5/day")]
    [InlineData("index", ".", "--budget", "1/day", "--budget-period", "month")]
    [InlineData("index", ".", "--budget", "-1")]
    [InlineData("index", ".", "--budget-calls", "-1")]
    [InlineData("search", "cat", "--limit", "-5")]
    [InlineData("search", "cat", "--limit", "some")]
    [InlineData("search", "cat", "--limitt", "5")]
    [InlineData("search", "cat", "--sort", "upside")]
    [InlineData("similar")]
    [InlineData("similar", "a.jpg", "--tagger", "rekognition")]
    [InlineData("similar", "a.jpg", "cat>=9x")]
    [InlineData("index", ".", "--workers", "0")]
    [InlineData("index", ".", "--min-confidence", "101")]
    [InlineData("index", ".", "--max-labels", "0")]
    [InlineData("index", ".", "--suffix", "")]
    [InlineData("index", ".", "--budget-period", "month")]
    [InlineData("index", ".", "--rate", "1")]
    [InlineData("index", ".", "--tagger", "rekognition", "--rate", "0")]
    [InlineData("index", ".", "--tagger", "rekognition", "--rate", "-1")]
    [InlineData("index", ".", "--tagger", "rekognition", "--price", "-1")]
    [InlineData("index", ".", "--s3-endpoint", "nonsense")]
    [InlineData("index", ".", "--report", "/nowhere/at/all/run.json")]
    [InlineData("index", ".", "--sort", "name")]
    [InlineData("prune", ".", "--tagger", "onnx")]
    [InlineData("download", ".", "there", "--parallel", "0")]
    [InlineData("download", ".", "./there")]
    [InlineData("download", ".", ".")]
    [InlineData("index", "")]
    [InlineData("index", "http://pictures.test/all")]
    [InlineData("failures", "--retry", "--forget")]
    [InlineData("failures", "a.jpg", "--query", "cat")]
    [InlineData("stats", "--top", "0")]
    [InlineData("completion", "tcsh")]
    public async Task Wrong_usage_is_2_and_one_line_that_says_what(params string[] arguments)
    {
        var run = await ToolRun.OfAsync([.. arguments, "--index", _folder.File("index.db")]);
        Assert.Equal(2, run.ExitCode);
        Assert.Single(
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            l => l.StartsWith("imagetag: ", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-nature")]
    [InlineData("-queen")]
    [InlineData("-house")]
    [InlineData("-cup", "-n", "5")]
    [InlineData("-n5", "-cup")]
    [InlineData("(cup", "OR", "-dog)")]
    [InlineData("--", "-n", "-@home")]
    public async Task A_word_with_a_dash_belongs_to_the_query(params string[] words)
    {
        var index = _folder.File("index.db");
        File.Copy(Path.Combine(TestPaths.Photos, "things/text.png"), _folder.File("text.png"));
        Assert.Equal(0, (await ToolRun.OfAsync("index", _folder.Path, "--index", index)).ExitCode);
        var run = await ToolRun.OfAsync(["search", "--index", index, "--json", "*", .. words]);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Single(run.Objects, o => o.GetProperty("type").GetString() == "hit");
    }

    [Fact]
    public async Task A_place_that_could_not_be_listed_is_told_and_ends_with_1()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are bytes there.");
        File.Copy(Path.Combine(TestPaths.Photos, "things/text.png"), _folder.File("text.png"));
        using var odd = OddName.In(_folder.Path);
        foreach (var command in new[] { "plan", "index", "index", "prune" })
        {
            var run = await ToolRun.OfAsync(command, _folder.Path, "--index", _folder.File("index.db"));
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("1 place not listed", run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("Nothing changed", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_query_is_2_and_points_at_the_column()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", _folder.File("index.db"));
        var run = await ToolRun.OfAsync("search", "cat (dog", "--index", _folder.File("index.db"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("column", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_3_with_a_sentence()
    {
        var run = await ToolRun.OfAsync("index", _folder.File("none"), "--index", _folder.File("index.db"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("none", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Searching_without_an_index_is_3_and_makes_none()
    {
        var run = await ToolRun.OfAsync("search", "cat", "--index", _folder.File("none.db"));
        Assert.Equal(3, run.ExitCode);
        Assert.False(File.Exists(_folder.File("none.db")));
    }

    [Fact]
    public async Task An_index_file_of_another_kind_is_3_and_stays_as_it_was()
    {
        var file = _folder.File("index.db");
        await File.WriteAllTextAsync(file, new string('x', 20_000));
        var run = await ToolRun.OfAsync("index", TestPaths.Photos, "--index", file);
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(new string('x', 20_000), await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_search_server_that_is_not_there_is_3_with_a_sentence()
    {
        using var nobody = new ClosedPort();
        var run = await ToolRun.OfAsync("search", "cat", "--index", nobody.Address + "/images");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("imagetag: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_is_130_and_the_next_one_goes_on()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var index = _folder.File("index.db");
        var run = await ToolRun.OfAsync(stop.Token, "index", TestPaths.Photos, "--index", index);
        Assert.Equal(130, run.ExitCode);
        var next = await ToolRun.OfAsync("index", TestPaths.Photos, "--index", index, "--json");
        Assert.Equal(0, next.ExitCode);
        Assert.Equal(12, next.Count("tagged") + next.Count("unchanged"));
    }
}
