using System.Text.Json;
using ImageTagging.TestSupport;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>A real OpenSearch without its k-NN plugin: similar pictures are refused in one sentence, and teaching works all the same.</summary>
public sealed class NoVectorTests
{
    private const string Sentence = "keeps vectors and cannot find similar pictures; copy it into a SQLite index to do so.";

    [Fact]
    public async Task Tool_and_assistants_say_that_there_are_no_similar_pictures_and_tags_are_taught_all_the_same()
    {
        var index = await Surroundings.NewIndexAsync("opensearch");
        (await ToolRun.OfAsync("index", TestPaths.Photos, "--index", index, "--tagger", "local:fast")).EndsWith(0);

        var refused = await ToolRun.OfAsync("similar", "animals/chelsea.png", "--index", index);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(Sentence, refused.Output + refused.Error, StringComparison.Ordinal);
        Assert.Contains("NoSimilarity", refused.Output + refused.Error, StringComparison.Ordinal);

        var taught = await ToolRun.OfAsync(
            "teach",
            "pet",
            "--yes",
            "animals/chelsea.png",
            "--no",
            "things/coffee.png",
            "--no",
            "people/astronaut.png",
            "--index",
            index
        );
        taught.EndsWith(0);
        Assert.Contains("animals/chelsea.png", (await ToolRun.OfAsync("search", "pet", "--index", index)).EndsWith(0).Keys);
        (await ToolRun.OfAsync("review", "pet", "--index", index)).EndsWith(0);

        var transport = new StdioClientTransport(
            new()
            {
                Command = "dotnet",
                Arguments = [Path.Combine(AppContext.BaseDirectory, "imagetag.dll"), "mcp", "--index", index],
                Name = "imagetag",
            }
        );
        var options = new McpClientOptions
        {
            InitializationTimeout = TimeSpan.FromMinutes(5),
            DiscoverProbeTimeout = Timeout.InfiniteTimeSpan,
        };
        await using (var client = await McpClient.CreateAsync(transport, options))
        {
            var found = await client.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = "pet" });
            using var json = JsonDocument.Parse(found.Content.OfType<TextContentBlock>().First().Text);
            var id = json.RootElement.GetProperty("pictures")[0].GetProperty("id").GetString();
            var answer = await client.CallToolAsync("similar", new Dictionary<string, object?> { ["id"] = id });
            Assert.True(answer.IsError);
            Assert.Contains(Sentence, answer.Content.OfType<TextContentBlock>().First().Text, StringComparison.Ordinal);
        }

        await Surroundings.DeleteIndexAsync(index);
    }
}
