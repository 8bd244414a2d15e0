using ImageTagging.TestSupport;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>A command that only reads makes nothing: on a name that is mistyped it says that there is no index.</summary>
public sealed class ReaderTests(Surroundings around) : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Engines => ["sqlite", "elasticsearch", "opensearch"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Where_there_is_no_index_every_reader_says_so_and_makes_none(string engine)
    {
        Assert.NotNull(around);
        var index = await NowhereAsync(engine);
        await File.WriteAllTextAsync(_folder.File("truth.csv"), "image,tags\na.jpg,cat\n");
        await File.WriteAllTextAsync(_folder.File("tags.csv"), "image,tags\na.jpg,cat\n");
        string[][] commands =
        [
            ["search", "dog"],
            ["similar", "a.jpg"],
            ["show", "a.jpg"],
            ["stats"],
            ["stats", "--chart", "time"],
            ["report", _folder.File("report")],
            ["failures"],
            ["failures", "--retry"],
            ["budget"],
            ["budget", "release", "budgets/default"],
            ["export", "--to", _folder.File("all.ndjson")],
            ["import", _folder.File("tags.csv")],
            ["verify"],
            ["verify", "--repair"],
            ["verify", TestPaths.Photos],
            ["evaluate", _folder.File("truth.csv")],
            ["tag", "holiday", "a.jpg"],
            ["tag", "holiday", "--query", "dog"],
            ["untag", "holiday", "a.jpg"],
            ["undo", "20260301-abc"],
            ["copy", "--to", _folder.File("copy.db")],
            ["prune", TestPaths.Photos],
            ["serve", "--port", "0"],
            ["mcp"],
        ];
        foreach (var command in commands)
        {
            var run = await ToolRun.OfAsync([.. command, "--index", index]);
            Assert.True(run.ExitCode == 3, $"{string.Join(' ', command)} ended with {run.ExitCode}: {run.Error}{run.Output}");
            Assert.Contains("There is no index", run.Error, StringComparison.Ordinal);
            Assert.False(await IsThereAsync(engine, index), string.Join(' ', command) + " made an index.");
        }

        Assert.False(File.Exists(_folder.File("copy.db")));
        Assert.False(File.Exists(_folder.File("all.ndjson")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_plan_on_nothing_plans_against_nothing_and_makes_nothing(string engine)
    {
        var index = await NowhereAsync(engine);
        foreach (
            string[] command in (string[][])
                [
                    ["plan"],
                    ["index", "--dry-run"],
                ]
        )
        {
            var run = (await ToolRun.OfAsync([.. command, TestPaths.Photos, "--tagger", "metadata", "--index", index])).EndsWith(
                0
            );
            Assert.Equal((12L, 12L), (run.Count("listed"), run.Count("new")));
            Assert.False(await IsThereAsync(engine, index));
        }
    }

    [Fact]
    public async Task An_empty_file_that_is_read_stays_empty()
    {
        var file = _folder.File("empty.db");
        await File.WriteAllTextAsync(file, "");
        foreach (
            string[] command in (string[][])
                [
                    ["search", "dog"],
                    ["stats"],
                    ["budget"],
                    ["verify"],
                ]
        )
        {
            var run = (await ToolRun.OfAsync([.. command, "--index", file])).EndsWith(3);
            Assert.Contains("There is no index", run.Error, StringComparison.Ordinal);
            Assert.Equal(0, new FileInfo(file).Length);
        }
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_run_warns_where_the_index_has_other_settings_than_are_asked_for(string engine)
    {
        var index = await Surroundings.NewIndexAsync(engine);
        string[] run = ["index", TestPaths.Photos, "--tagger", "metadata", "--index", index];
        Environment.SetEnvironmentVariable("ELASTICSEARCH_SHARDS", "2");
        try
        {
            Assert.DoesNotContain("asked for", (await ToolRun.OfAsync(run)).EndsWith(0).Error, StringComparison.Ordinal);
            Environment.SetEnvironmentVariable("ELASTICSEARCH_SHARDS", "3");
            var warned = (await ToolRun.OfAsync(run)).EndsWith(0);
            Assert.Contains("warning: ", warned.Error, StringComparison.Ordinal);
            Assert.Contains("has 2 shards, and 3 are asked for", warned.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(
                "asked for",
                (await ToolRun.OfAsync("stats", "--index", index)).Error,
                StringComparison.Ordinal
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable("ELASTICSEARCH_SHARDS", null);
            await Surroundings.DeleteIndexAsync(index);
        }
    }

    private async Task<string> NowhereAsync(string engine) =>
        engine == "sqlite" ? _folder.File("nowhere/typo.db") : await Surroundings.NewIndexAsync(engine);

    private static async Task<bool> IsThereAsync(string engine, string index)
    {
        if (engine == "sqlite")
        {
            return File.Exists(index) || Directory.Exists(Path.GetDirectoryName(index));
        }

        using var client = new HttpClient();
        var address = new Uri(index);
        using var answer = await client.GetAsync(new Uri(address, "/_cat/indices?h=index"));
        var all = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return all.Contains(address.AbsolutePath.Trim('/'), StringComparison.Ordinal);
    }
}
