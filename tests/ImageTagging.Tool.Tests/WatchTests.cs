using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class WatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_watched_folder_is_kept_in_line_until_someone_interrupts()
    {
        Directory.CreateDirectory(_folder.File("pictures"));
        File.Copy(Path.Combine(TestPaths.Photos, "things/text.png"), _folder.File("pictures/text.png"));
        using var process = Process.Start(
            // A test run in the background has interrupts ignored, and hands that on.
            new ProcessStartInfo(
                "env",
                [
                    "--default-signal=INT",
                    "dotnet",
                    Path.Combine(AppContext.BaseDirectory, "imagetag.dll"),
                    "index",
                    _folder.File("pictures"),
                    "--watch",
                    "--list-every",
                    "00:00:05",
                    "--tagger",
                    "metadata",
                    "--index",
                    _folder.File("index.db"),
                    "--json",
                ]
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        try
        {
            await UntilAsync(process, "\"summary\"");
            File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), _folder.File("pictures/coffee.png"));
            // Noticed, it is told by its name; else it is found by the next listing.
            await UntilAsync(process, "coffee.png", "\"tagged\":1");
            using var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(130, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }

        var found = await ToolRun.OfAsync("search", "key:coffee*", "--index", _folder.File("index.db"), "--json");
        Assert.Single(found.Objects);
    }

    [Theory]
    [InlineData("--watch", "--dry-run")]
    [InlineData("--watch", "--report", "run.json")]
    [InlineData("--watch", "--list-every", "00:00:00")]
    [InlineData("--list-every", "00:01:00")]
    public async Task What_a_watch_cannot_do_is_refused(params string[] options)
    {
        var run = await ToolRun.OfAsync(["index", TestPaths.Photos, "--index", _folder.File("index.db"), .. options]);
        Assert.Equal(2, run.ExitCode);
    }

    private static async Task UntilAsync(Process process, params string[] texts)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (texts.Any(t => line.Contains(t, StringComparison.Ordinal)))
            {
                return;
            }
        }

        Assert.Fail($"The watch ended without {string.Join(" or ", texts)}.");
    }
}
