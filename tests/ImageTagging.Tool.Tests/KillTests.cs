using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

/// <summary>The tool is killed at random moments; the index opens, is true, and the next run tags only what was not acknowledged.</summary>
public sealed class KillTests : IDisposable
{
    private const int Pictures = 40;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_kill_the_next_run_finishes_the_job_and_tags_nothing_twice()
    {
        var photo = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "space/rocket.jpg"));
        Directory.CreateDirectory(_folder.File("pictures"));
        for (var i = 0; i < Pictures; i++)
        {
            // Bytes behind a JPEG's end make it another content and the same picture.
            await File.WriteAllBytesAsync(_folder.File($"pictures/{i:000}.jpg"), [.. photo, (byte)i]);
        }

        var random = new Random(20_261_123);
        for (var trial = 0; trial < Trials.Count(50); trial++)
        {
            var index = _folder.File($"trial{trial}.db");
            await KillAsync(index, TimeSpan.FromMilliseconds(random.Next(300, 3_500)));

            var before = await ToolRun.OfAsync("plan", _folder.File("pictures"), "--index", index, "--json");
            Assert.Equal(0, before.ExitCode);
            var acknowledged = before.Count("unchanged");
            var rest = await ToolRun.OfAsync("index", _folder.File("pictures"), "--index", index, "--wait", "--json");
            Assert.Equal(0, rest.ExitCode);
            Assert.Equal(Pictures - acknowledged, rest.Count("tagged"));
            var found = await ToolRun.OfAsync("search", "*", "--limit", "0", "--index", index, "--json");
            Assert.Equal(Pictures, found.Objects.Length);
        }
    }

    private async Task KillAsync(string index, TimeSpan after)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "imagetag.dll"),
                "index",
                _folder.File("pictures"),
                "--index",
                index,
                "--json",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        // A moment in the life of another process is real time; the assertions hold whichever moment it is.
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(after));
        process.Kill();
        await process.WaitForExitAsync();
    }
}
