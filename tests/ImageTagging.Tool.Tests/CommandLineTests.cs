using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;

namespace ImageTagging.Tool.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--index", "INDEX", "search", "key:things/*")]
    [InlineData("--json", "--index", "INDEX", "search", "key:things/*", "-n", "3")]
    [InlineData("--index=INDEX", "-q", "search", "-n", "3", "key:things/*")]
    [InlineData("-n3", "--index", "INDEX", "search", "--exact-words", "key:things/*")]
    [InlineData("--index", "INDEX", "search", "--", "key:things/*")]
    public async Task Options_may_stand_before_the_command(params string[] words)
    {
        await FillAsync();
        var run = await ToolRun.OfAsync([.. words.Select(w => w.Replace("INDEX", Index, StringComparison.Ordinal))]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("things/", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no option '--plot' of 'imagetag search'", "--plot", "x.svg", "search", "dog")]
    [InlineData("There is no option '--nosuch'", "--nosuch", "search", "dog")]
    [InlineData("There is no option '--budget' of 'imagetag search'", "search", "dog", "--budget", "5")]
    public async Task An_option_of_another_command_is_a_mistake_that_names_the_command(string sentence, params string[] words)
    {
        var run = await ToolRun.OfAsync(words);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'idnex'. See 'imagetag --help'.", "idnex", "photos")]
    [InlineData("'imagetag search' needs QUERY. See 'imagetag search --help'.", "search", "--index", "x.db")]
    [InlineData("'imagetag index' needs SOURCE. See 'imagetag index --help'.", "index")]
    [InlineData("'imagetag release' needs", "budget", "release")]
    public async Task What_is_mistyped_or_missing_is_named(string sentence, params string[] words)
    {
        var run = await ToolRun.OfAsync(words);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "imagetag index . --tagger ",
        "local local:fast local:thorough metadata names onnx rekognition rekognition:moderation rekognition:text"
    )]
    [InlineData(
        "imagetag evaluate x --tagger ",
        "index local local:fast local:thorough metadata names onnx rekognition rekognition:moderation rekognition:text"
    )]
    [InlineData("imagetag search cat --sort ", "largest name newest oldest score smallest taken taken-oldest")]
    [InlineData("imagetag index . --budget-period ", "month run utcday")]
    [InlineData("imagetag index . --transfer ", "automatic bytes reference")]
    [InlineData("imagetag export --format ", "csv ndjson parquet")]
    [InlineData("imagetag stats --chart ", "confidence distribution time together")]
    [InlineData("imagetag stats --at-least ", "30 50 60 70 80 90 95 99")]
    [InlineData("imagetag --log-format ", "json text")]
    [InlineData("imagetag similar a.jpg --tagger ", "local local:fast local:thorough")]
    [InlineData("imagetag --index x sea", "search")]
    public async Task Completion_offers_the_values_that_help_shows(string line, string values)
    {
        var run = await ToolRun.OfAsync($"[suggest:{line.Length}]", line);
        Assert.Equal(values.Split(' '), run.Lines.Select(l => l.Trim()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_choice_that_help_names_is_completed_and_taken()
    {
        foreach (var command in CommandLine.Create().Subcommands)
        {
            foreach (var option in command.Options.Where(o => (Nullable.GetUnderlyingType(o.ValueType) ?? o.ValueType).IsEnum))
            {
                var line = $"imagetag {command.Name} {option.Name} ";
                var offered = (await ToolRun.OfAsync($"[suggest:{line.Length}]", line)).Lines.Select(l => l.Trim()).ToArray();
                Assert.NotEmpty(offered);
                Assert.All(offered, o => Assert.Contains(o, option.Description!, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void A_line_that_begins_with_a_command_makes_that_one_alone_as_it_is_in_the_whole()
    {
        var whole = CommandLine.Create();
        Assert.Equal(CommandLine.Names, whole.Subcommands.Select(c => c.Name));
        foreach (var command in whole.Subcommands)
        {
            var line = CommandLine.CreateFor([command.Name, "--quiet"]);
            var alone = Assert.Single(line.Subcommands);
            Assert.Equal((command.Name, command.Description), (alone.Name, alone.Description));
            Assert.Equal(command.Options.Select(o => o.Name), alone.Options.Select(o => o.Name));
            Assert.Equal(whole.Options.Select(o => o.Name), line.Options.Select(o => o.Name));
        }

        Assert.Equal(whole.Subcommands.Count, CommandLine.CreateFor(["--quiet", "index"]).Subcommands.Count);
        Assert.Equal(whole.Subcommands.Count, CommandLine.CreateFor([]).Subcommands.Count);
    }

    [Fact]
    public async Task Every_command_has_help_also_where_it_takes_what_was_not_given()
    {
        foreach (var command in CommandLine.Create().Subcommands)
        {
            foreach (var word in (string[])["--help", "-h"])
            {
                var help = await ToolRun.OfAsync(command.Name, word);
                Assert.Equal((0, ""), (help.ExitCode, help.Error));
                Assert.Contains(command.Description!, help.Output, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Help_and_the_documentation_have_the_exit_codes_that_there_are()
    {
        var help = await ToolRun.OfAsync("--help");
        var page = await File.ReadAllTextAsync(Path.Combine(TestPaths.RepositoryRoot, "docs/running.md"));
        foreach (var (code, means) in ExitCode.All)
        {
            Assert.Contains($"  {code, -4} {means}", help.Output, StringComparison.Ordinal);
            Assert.Contains($"| {code} | {means} |", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("café>=99,5", 9)]
    [InlineData("cat>=9x", 7)]
    public async Task A_number_that_is_none_is_wrong_usage_with_a_column(string query, int column)
    {
        await FillAsync();
        foreach (
            string[] command in (string[][])
                [
                    ["search"],
                    ["stats"],
                    ["export", "--to", _folder.File("x.csv")],
                ]
        )
        {
            var run = await ToolRun.OfAsync([.. command, query, "--index", Index]);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains($"(column {column})", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Runs_plans_and_prunes_take_an_id_and_tell_it()
    {
        foreach (var command in new[] { "plan", "index", "prune" })
        {
            string[] tagger = command == "prune" ? [] : ["--tagger", "metadata"];
            string[] report = command == "plan" ? [] : ["--report", _folder.File(command + ".json")];
            var run = await ToolRun.OfAsync([
                command,
                TestPaths.Photos,
                .. tagger,
                .. report,
                "--run-id",
                "night-1",
                "--index",
                Index,
            ]);
            Assert.True(run.ExitCode == 0, run.Error);
            if (report.Length > 0)
            {
                Assert.Contains("\"runId\": \"night-1\"", await File.ReadAllTextAsync(report[1]), StringComparison.Ordinal);
                Assert.Contains("run night-1", run.Error, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_plan_tells_about_how_long_the_calls_take()
    {
        var run = await ToolRun.OfAsync(
            "plan",
            TestPaths.Photos,
            "--tagger",
            "rekognition",
            "--rate",
            "0.1",
            "--region",
            "us-east-1",
            "--index",
            Index
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("up to 12 calls, $0.012, about 2:00", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Index));
    }

    private string Index => _folder.File("index.db");

    private async Task FillAsync() =>
        Assert.Equal(0, (await ToolRun.OfAsync("index", TestPaths.Photos, "--tagger", "metadata", "--index", Index)).ExitCode);
}
