using System.Runtime.InteropServices;

namespace ImageTagging.Benchmarks;

/// <summary>The tool as <c>eng/pack</c> packs it for this platform: what a command's start passes is compiled ahead.</summary>
internal static class PackedTool
{
    /// <summary>Publishes it into a folder; the first time this fetches the platform's compiler.</summary>
    /// <returns>The program's file, to be started by <c>dotnet</c>.</returns>
    public static async Task<string> PublishAsync(string folder, CancellationToken cancellationToken)
    {
        var project = Path.Combine(Repository.Root, "src", "ImageTagging.Tool");
        // By itself: restored for one platform, every project's lock file would be written anew.
        _ = await ProgramRun.RunAsync(
            "dotnet",
            ["restore", project, "--locked-mode", "-p:PublishReadyToRun=true"],
            new Dictionary<string, string>(),
            cancellationToken
        );
        _ = await ProgramRun.RunAsync(
            "dotnet",
            [
                "publish",
                project,
                "--no-restore",
                "--configuration",
                "Release",
                "--runtime",
                RuntimeInformation.RuntimeIdentifier.StartsWith("linux-musl", StringComparison.Ordinal)
                    ? RuntimeInformation.RuntimeIdentifier
                    : Portable(),
                "-p:PublishReadyToRun=true",
                "-nodeReuse:false",
                "-p:UseSharedCompilation=false",
                "-nologo",
                "-verbosity:quiet",
                "--output",
                folder,
            ],
            new Dictionary<string, string>(),
            cancellationToken
        );
        return Path.Combine(folder, "imagetag.dll");
    }

    private static string Portable() =>
        (
            OperatingSystem.IsWindows() ? "win-"
            : OperatingSystem.IsMacOS() ? "osx-"
            : "linux-"
        ) + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");
}
