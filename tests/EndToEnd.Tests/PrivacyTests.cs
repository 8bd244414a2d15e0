using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.EndToEnd.Tests;

/// <summary>What runs on this machine stays there: no library underneath tells its makers about it.</summary>
public sealed class PrivacyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Models_of_this_machine_leave_no_reports_for_their_runtimes_makers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There such events go to the system's tracing, not into files.");
        var home = Directory.CreateDirectory(_folder.File("home")).FullName;
        var index = _folder.File("index.db");
        await RunAsync(home, ["index", TestPaths.Photos, "--index", index]);
        await RunAsync(home, ["search", "ocean", "--index", index]);
        Assert.True(File.Exists(index));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories),
            f => f.Contains("onnx", StringComparison.OrdinalIgnoreCase)
        );
    }

    private static async Task RunAsync(string home, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "imagetag.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The runtime reports nothing where it finds itself in a test run, by variables of many names.
        var kept = start.Environment.Where(v =>
            v.Key is "PATH" or "LANG" || v.Key.StartsWith("DOTNET", StringComparison.Ordinal)
        );
        var environment = kept.Append(new("HOME", home)).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await error);
    }
}
