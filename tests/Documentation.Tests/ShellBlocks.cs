using System.Diagnostics;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;

namespace ImageTagging.Documentation.Tests;

public sealed partial class ShellBlocks
{
    private const string Run = "dotnet run --project src/ImageTagging.Tool -- ";

    [Fact]
    public void Every_imagetag_command_in_the_documents_parses()
    {
        var faults = new List<string>();
        var count = 0;
        foreach (var block in Page.All.SelectMany(p => p.Blocks()).Where(b => b.Language is "sh" or "bash" or "console"))
        {
            foreach (var command in Commands(block))
            {
                count++;
                var errors = CommandLine.Create().Parse([.. Words(command)]).Errors;
                if (errors.Count > 0)
                {
                    faults.Add($"{block}: imagetag {command}: {string.Join(" ", errors.Select(e => e.Message))}");
                }
            }
        }

        Assert.Empty(faults);
        Assert.True(count > 0);
    }

    [Fact]
    public async Task Every_shown_output_is_what_the_command_prints()
    {
        var checkedBlocks = 0;
        foreach (var page in Page.All)
        {
            using var home = new TempFolder();
            var blocks = page.Blocks().ToArray();
            foreach (
                var (command, shown) in blocks
                    .Zip(blocks.Skip(1))
                    .Where(p => p.First.Language == "sh" && p.Second.Language == "text")
            )
            {
                if (Commands(command).ToArray() is not [var only])
                {
                    continue;
                }

                var said = await ToolAsync(home, [.. Words(only)]);
                Assert.Equal(Comparable(shown.Text), Comparable(said));
                checkedBlocks++;
            }
        }

        Assert.True(checkedBlocks > 0);
    }

    /// <summary>Times and places differ from run to run; everything else is compared to the letter.</summary>
    private static string Comparable(string text) =>
        Seconds()
            .Replace(
                string.Join(
                    '\n',
                    text.ReplaceLineEndings("\n")
                        .Split('\n')
                        .Select(l => l.TrimEnd())
                        .Where(l => !l.StartsWith("Index: ", StringComparison.Ordinal))
                ),
                "N s"
            )
            .Trim();

    private static async Task<string> ToolAsync(TempFolder home, string[] arguments)
    {
        // Beside this web project the tool's libraries are partly those of the web framework, which only our settings name.
        var here = Path.Combine(AppContext.BaseDirectory, "Documentation.Tests");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "exec",
                "--runtimeconfig",
                here + ".runtimeconfig.json",
                "--depsfile",
                here + ".deps.json",
                Path.Combine(AppContext.BaseDirectory, "imagetag.dll"),
                .. arguments,
            ]
        )
        {
            WorkingDirectory = TestPaths.RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["XDG_DATA_HOME"] = home.Path;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(
            process.ExitCode is 0 or 1,
            $"imagetag {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}"
        );
        return output;
    }

    private static IEnumerable<string> Commands(CodeBlock block) =>
        block
            .Text.Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n')
            .Select(l => l.Trim())
            .Select(l =>
                l.StartsWith("imagetag ", StringComparison.Ordinal) ? l["imagetag ".Length..]
                : l.StartsWith(Run, StringComparison.Ordinal) ? l[Run.Length..]
                : null
            )
            .OfType<string>()
            .Select(l => Rest().Replace(l, ""));

    private static IEnumerable<string> Words(string command) =>
        Word()
            .Matches(command)
            .Select(m => m.Value)
            .Select(w => w.Length > 1 && w[0] is '"' or '\'' && w[^1] == w[0] ? w[1..^1] : w);

    [GeneratedRegex(@"\s+(#|\||>|2>|<|&&).*$")]
    private static partial Regex Rest();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d+(\.\d+)? s\b")]
    private static partial Regex Seconds();
}
