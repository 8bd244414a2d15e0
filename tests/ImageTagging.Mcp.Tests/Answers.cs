using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ImageTagging.Mcp.Tests;

/// <summary>What tools answer, as an assistant reads it.</summary>
internal static class Answers
{
    public static async Task<JsonElement> AskAsync(this McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments);
        Assert.NotEqual(true, answer.IsError);
        return JsonDocument.Parse(Text(answer)).RootElement;
    }

    public static string Text(this CallToolResult answer) => answer.Content.OfType<TextContentBlock>().First().Text;
}
