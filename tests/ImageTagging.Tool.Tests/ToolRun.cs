using System.Text.Json;
using ImageTagging.Tool.Commands;

namespace ImageTagging.Tool.Tests;

/// <summary>One call of the tool, within this process: what it printed and how it ended.</summary>
public sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static async Task<ToolRun> OfAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await ToolProgram.RunAsync(arguments, output, error, cancellationToken);
        return new(exit, output.ToString(), error.ToString());
    }

    public static Task<ToolRun> OfAsync(params string[] arguments) => OfAsync(TestContext.Current.CancellationToken, arguments);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement[] Objects => [.. Lines.Select(l => JsonDocument.Parse(l).RootElement)];

    public JsonElement Summary => Objects[^1];

    public long Count(string name) => Summary.GetProperty(name).GetInt64();
}
