using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Packaging.Tests;

/// <summary>Every package of the solution, packed once into a folder, as a registry would hold them.</summary>
[CollectionDefinition(Collection)]
public sealed class PackedPackages : IAsyncLifetime, ICollectionFixture<PackedPackages>
{
    public const string Collection = "packed packages";

    private readonly TempFolder _folder = new();

    public string Version { get; } = "0.0.1-packed." + Guid.NewGuid().ToString("N")[..8];

    public string Feed => _folder.File("feed");

    public string Cache => _folder.File("cache");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        // Built already by whoever runs the tests; packing only packs, with a version of its own.
        await DotnetAsync(
            TestPaths.RepositoryRoot,
            "pack",
            "ImageTagging.Sdk.sln",
            "--no-restore",
            "--configuration",
            Configuration,
            "--output",
            Feed,
            "-nologo",
            "-v",
            "quiet",
            "-nodeReuse:false",
            "-p:RunAnalyzers=false",
            $"-p:MinVerVersionOverride={Version}",
            // A tree of its own, so that nobody else's build output changes under a running test.
            $"-p:BaseOutputPath={_folder.File("bin")}/"
        );
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a host from files in a folder outside the tree, restores it from the packed packages, and runs it.</summary>
    public async Task<string> RunHostAsync(string name, string project, string program, params string[] arguments)
    {
        var folder = await WriteHostAsync(name, project, program);
        await DotnetAsync(
            folder,
            "build",
            "-nologo",
            "-v",
            "quiet",
            "-nodeReuse:false",
            "-warnaserror",
            // What is found out about a package some day is no fault of this build's, and asking needs the network.
            "-p:NuGetAudit=false",
            $"-p:RestoreAdditionalProjectSources={Feed}",
            $"-p:RestorePackagesPath={Cache}",
            $"-p:RestoreFallbackFolders={GlobalPackages}"
        );
        return await DotnetAsync(folder, ["run", "--no-build", "--", .. arguments]);
    }

    /// <summary>Makes a host as <see cref="RunHostAsync"/> does, and publishes it for this machine without a single warning.</summary>
    /// <returns>The folder with the program.</returns>
    public async Task<string> PublishHostAsync(string name, string project, string program)
    {
        var folder = await WriteHostAsync(name, project, program);
        var output = Path.Combine(folder, "published");
        await DotnetAsync(
            folder,
            "publish",
            "-nologo",
            "-v",
            "quiet",
            "-nodeReuse:false",
            "-warnaserror",
            "--use-current-runtime",
            "--output",
            output,
            "-p:NuGetAudit=false",
            $"-p:RestoreAdditionalProjectSources={Feed}",
            $"-p:RestorePackagesPath={Cache}",
            $"-p:RestoreFallbackFolders={GlobalPackages}"
        );
        return output;
    }

    private async Task<string> WriteHostAsync(string name, string project, string program)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".csproj"), project);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program);
        // Stops the search for build files and settings upwards.
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        return folder;
    }

    private static string Configuration =>
        AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string GlobalPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static Task<string> DotnetAsync(string folder, params string[] arguments) => RunAsync("dotnet", folder, arguments);

    /// <summary>Runs a program to its end and returns what it printed; the test fails where the program does.</summary>
    public static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // The test host's own settings would steer the child's build.
        foreach (
            var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()
        )
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var said = await output + await error;
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{said}");
        return await output;
    }
}
