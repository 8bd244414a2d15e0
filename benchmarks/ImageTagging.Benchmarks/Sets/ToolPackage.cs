using System.Runtime.InteropServices;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The tool as it is released for this platform: packed with its start compiled ahead, and installed from the packed folder.</summary>
internal static class ToolPackage
{
    private static readonly Dictionary<string, string> s_quiet = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    /// <summary>Packs and installs it.</summary>
    /// <returns>The command, the package and the folder that it was installed into.</returns>
    public static async Task<(string Command, string Package, string Folder)> InstallAsync(
        BenchmarkRun run,
        CancellationToken cancellationToken
    )
    {
        const string Version = "0.0.1-measured";
        var platform = RuntimeInformation.RuntimeIdentifier;
        var (feed, folder) = (Path.Combine(run.Scratch, "feed"), Path.Combine(run.Scratch, "tool"));
        var project = Path.Combine(Repository.Root, "src", "ImageTagging.Tool", "ImageTagging.Tool.csproj");
        await DotnetAsync("restore", project, "--locked-mode", "-v", "quiet", "-p:PublishReadyToRun=true");
        await DotnetAsync(
            "pack",
            project,
            "--no-restore",
            "--configuration",
            "Release",
            "--output",
            feed,
            "-v",
            "quiet",
            "-nodeReuse:false",
            "-p:PublishReadyToRun=true",
            "-p:RunAnalyzers=false",
            "-p:UseSharedCompilation=false",
            $"-p:ToolPackageRuntimeIdentifiers={platform}",
            $"-p:MinVerVersionOverride={Version}",
            $"-p:BaseOutputPath={Path.Combine(run.Scratch, "bin")}/"
        );
        var feeds = Path.Combine(run.Scratch, "feeds.config");
        await File.WriteAllTextAsync(
            feeds,
            $"""<configuration><packageSources><clear /><add key="packed" value="{feed}" /></packageSources></configuration>""",
            cancellationToken
        );
        await DotnetAsync(
            "tool",
            "install",
            "ImageTagging.Tool",
            "--version",
            Version,
            "--tool-path",
            folder,
            "--configfile",
            feeds
        );
        return (
            Path.Combine(folder, OperatingSystem.IsWindows() ? "imagetag.exe" : "imagetag"),
            Path.Combine(feed, $"ImageTagging.Tool.{platform}.{Version}.nupkg"),
            folder
        );

        Task<string> DotnetAsync(params string[] arguments) =>
            ProgramRun.RunAsync("dotnet", arguments, s_quiet, cancellationToken);
    }
}
