using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ImageTagging.Mcp.Tests;

public sealed class StandardStreamTests
{
    // The tool has to start first, on a machine that may be busy; a greeting that is given up is followed by another.
    private static readonly McpClientOptions s_options = new()
    {
        InitializationTimeout = TimeSpan.FromMinutes(5),
        DiscoverProbeTimeout = Timeout.InfiniteTimeSpan,
    };

    [Fact]
    public async Task The_tool_serves_an_assistant_over_standard_input_and_output()
    {
        using var folder = new TempFolder();
        var index = folder.File("pictures.db");
        using var words = new StringWriter();
        var photos = Path.Combine(TestPaths.Photos, "people");
        var exit = await ToolProgram.RunAsync(
            ["index", photos, "--index", index, "--tagger", "metadata", "--quiet"],
            words,
            words,
            TestContext.Current.CancellationToken
        );
        Assert.True(exit == 0, words.ToString());

        var tool = Path.Combine(AppContext.BaseDirectory, "imagetag.dll");
        var transport = new StdioClientTransport(
            new()
            {
                Command = "dotnet",
                Arguments = [tool, "mcp", "--index", index],
                Name = "imagetag",
            }
        );
        await using var client = await McpClient.CreateAsync(transport, s_options);

        Assert.Equal("imagetagging", client.ServerInfo?.Name);
        Assert.DoesNotContain(await client.ListToolsAsync(), t => t.Name == "correct");
        var found = await client.AskAsync("search", new() { ["query"] = "", ["sort"] = "name" });
        Assert.Equal(2, found.GetProperty("total").GetInt64());
        var id = found.GetProperty("pictures")[0].GetProperty("id").GetString();
        var shown = await client.CallToolAsync("show", new Dictionary<string, object?> { ["id"] = id });
        Assert.Single(shown.Content.OfType<ImageContentBlock>());
    }

    [Fact]
    public async Task An_assistant_does_not_undo_the_vocabulary_that_the_tags_were_made_with()
    {
        using var folder = new TempFolder();
        var (index, rules) = (folder.File("pictures.db"), folder.File("words.json"));
        await File.WriteAllTextAsync(rules, """{"block":["person"]}""", TestContext.Current.CancellationToken);
        using var words = new StringWriter();
        var photos = Path.Combine(TestPaths.Photos, "people");
        var exit = await ToolProgram.RunAsync(
            ["index", photos, "--index", index, "--tagger", "metadata", "--vocabulary", rules, "--quiet"],
            words,
            words,
            TestContext.Current.CancellationToken
        );
        Assert.True(exit == 0, words.ToString());

        Assert.Contains("--vocabulary FILE", await CorrectAsync([]), StringComparison.Ordinal);
        Assert.Contains("\"changed\":1", await CorrectAsync(["--vocabulary", rules]), StringComparison.Ordinal);

        async Task<string> CorrectAsync(string[] more)
        {
            var tool = Path.Combine(AppContext.BaseDirectory, "imagetag.dll");
            var transport = new StdioClientTransport(
                new()
                {
                    Command = "dotnet",
                    Arguments = [tool, "mcp", "--index", index, "--allow-corrections", .. more],
                    Name = "imagetag",
                }
            );
            await using var client = await McpClient.CreateAsync(transport, s_options);
            var found = await client.AskAsync("search", new() { ["query"] = "", ["sort"] = "name" });
            var id = found.GetProperty("pictures")[0].GetProperty("id").GetString();
            var told = await client.CallToolAsync(
                "correct",
                new Dictionary<string, object?> { ["ids"] = new[] { id }, ["add"] = new[] { "ship" } }
            );
            return Assert.Single(told.Content.OfType<TextContentBlock>()).Text;
        }
    }
}
