using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Documentation.Tests;

/// <summary>Compiles every C# block of the documents against the packages, each as a program of its own, exactly as it stands there.</summary>
public sealed partial class CSharpBlocks
{
    // What a project of "dotnet new web" with these packages has without a line of its own. Nothing else: what a reader cannot see is not there.
    private const string Context = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using ImageTagging;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    [Fact]
    public async Task Every_block_compiles()
    {
        var blocks = Page.All.SelectMany(p => p.Blocks()).Where(b => b.Language is "csharp" or "cs").ToArray();
        Assert.NotEmpty(blocks);
        using var folder = new TempFolder();
        var sources = new List<string>();
        foreach (var (block, number) in blocks.Select((b, i) => (b, i)))
        {
            var file = folder.File($"Block{number}.cs");
            await File.WriteAllTextAsync(file, Wrap(block, number));
            sources.Add(file);
        }

        var context = folder.File("Context.cs");
        await File.WriteAllTextAsync(context, Context);
        var said = await CompileAsync([context, .. sources], folder);
        Assert.True(said.Length == 0, "Blocks of the documents do not compile:\n" + said);
    }

    private static string Wrap(CodeBlock block, int number)
    {
        var lines = block.Text.Split('\n');
        var usings = lines.TakeWhile(l => l.Length == 0 || UsingDirective().IsMatch(l)).Count();
        var text = new StringBuilder();
        text.AppendLine("#nullable enable annotations");
        text.AppendLine("#pragma warning disable");
        foreach (var line in lines.Take(usings))
        {
            text.AppendLine(line);
        }

        var body = lines.Skip(usings).ToArray();
        var first =
            body.FirstOrDefault(l => l.Trim().Length > 0 && !l.TrimStart().StartsWith("//", StringComparison.Ordinal)) ?? "";
        var declares = Declaration().IsMatch(first);
        text.AppendLine(
            declares
                ? $"namespace Block{number} {{"
                : $"public static class Block{number} {{ public static async Task Run(string[] args) {{"
        );
        text.AppendLine($"#line {block.Line + usings} \"{block.Page.Name}\"");
        foreach (var line in body)
        {
            text.AppendLine(line);
        }

        text.AppendLine("#line hidden");
        text.AppendLine(declares ? "}" : "} }");
        return text.ToString();
    }

    private static async Task<string> CompileAsync(IReadOnlyList<string> sources, TempFolder folder)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(File.Exists);
        var response = folder.File("compile.rsp");
        await File.WriteAllLinesAsync(
            response,
            [
                "-nologo",
                "-target:library",
                "-langversion:latest",
                "-nostdlib",
                "-nowarn:CS1701,CS1702,CS8019",
                $"-out:\"{folder.File("blocks.dll")}\"",
                .. references.Select(r => $"-reference:\"{r}\""),
                .. sources.Select(s => $"\"{s}\""),
            ]
        );
        var sdk = await OutputAsync("--list-sdks");
        var newest = sdk.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        var version = newest.Split(' ')[0];
        var root = newest[(newest.IndexOf('[', StringComparison.Ordinal) + 1)..].TrimEnd(']', '\r');
        var said = await OutputAsync(
            "exec",
            Path.Combine(root, version, "Roslyn", "bincore", "csc.dll"),
            "-noconfig",
            "@" + response
        );
        return string.Join('\n', said.Split('\n').Where(l => l.Contains("error", StringComparison.Ordinal)));
    }

    private static async Task<string> OutputAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said;
    }

    [GeneratedRegex(@"^\s*(global )?using [A-Za-z0-9_.= ]+;$")]
    private static partial Regex UsingDirective();

    [GeneratedRegex(
        @"^\s*(\[[A-Z]|((public|internal|sealed|abstract|static|file|readonly|partial)\s+)*(class|record|struct|interface|enum|namespace)\s)"
    )]
    private static partial Regex Declaration();
}
