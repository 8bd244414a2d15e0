using System.Text.Json;
using ImageTagging.Tool.Commands;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>One call of the tool through its own entry point: what it printed and how it ended.</summary>
public sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static async Task<ToolRun> OfAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await ToolProgram.RunAsync([.. arguments, "--json"], output, error, TestContext.Current.CancellationToken);
        return new(exit, output.ToString(), error.ToString());
    }

    /// <summary>The objects that it printed.</summary>
    public IReadOnlyList<JsonElement> Objects =>
        [
            .. Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l =>
                {
                    using var json = JsonDocument.Parse(l);
                    return json.RootElement.Clone();
                }),
        ];

    /// <summary>The keys of what a search found, in order.</summary>
    public IReadOnlyList<string> Keys =>
        [.. Objects.Where(o => Is(o, "hit")).Select(o => o.GetProperty("key").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>A number of the last object.</summary>
    public long Count(string name) => Objects[^1].GetProperty(name).GetInt64();

    public ToolRun EndsWith(int exit)
    {
        Assert.True(ExitCode == exit, $"It ended with {ExitCode}:\n{Output}\n{Error}");
        return this;
    }

    private static bool Is(JsonElement line, string type) => line.GetProperty("type").GetString() == type;
}
