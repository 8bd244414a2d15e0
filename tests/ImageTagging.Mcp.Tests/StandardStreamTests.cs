using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ImageTagging.Mcp.Tests;

public sealed class StandardStreamTests
{
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
        await using var client = await McpClient.CreateAsync(transport);

        Assert.Equal("imagetagging", client.ServerInfo?.Name);
        Assert.DoesNotContain(await client.ListToolsAsync(), t => t.Name == "correct");
        var found = await client.AskAsync("search", new() { ["query"] = "", ["sort"] = "name" });
        Assert.Equal(2, found.GetProperty("total").GetInt64());
        var id = found.GetProperty("pictures")[0].GetProperty("id").GetString();
        var shown = await client.CallToolAsync("show", new Dictionary<string, object?> { ["id"] = id });
        Assert.Single(shown.Content.OfType<ImageContentBlock>());
    }
}
