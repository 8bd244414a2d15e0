using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

/// <summary>A name that macOS or a camera wrote in parts (NFD) is found as a keyboard types it (NFC), and the other way round.</summary>
public sealed class TypedNameTests : IDisposable
{
    private const string Composed = "Caf\u00E9";
    private const string Apart = "Cafe\u0301";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_prefix_means_the_folder_however_it_is_written(bool isApart)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are bytes there.");
        var (written, typed) = isApart ? (Apart, Composed) : (Composed, Apart);
        Put(written, "a.png");
        Put("other", "b.png");
        foreach (var command in new[] { "plan", "index" })
        {
            var run = await ToolRun.OfAsync(
                command,
                Pictures,
                "--prefix",
                typed + "/",
                "--tagger",
                "metadata",
                "--json",
                "--index",
                Index
            );
            Assert.Equal((0, 1L), (run.ExitCode, run.Count("listed")));
        }

        var listed = await ToolRun.OfAsync("list", Pictures, "--prefix", typed);
        Assert.Equal([written + "/a.png"], listed.Lines.Select(l => l.TrimEnd()));
        var copied = await ToolRun.OfAsync("download", Pictures, _folder.File("copy"), "--prefix", typed, "--json");
        Assert.Equal((0, 1L), (copied.ExitCode, copied.Count("downloaded")));
        Assert.True(File.Exists(Path.Combine(_folder.File("copy"), written, "a.png")));

        // What is gone from the disk is there in the index, as it was written.
        Directory.Delete(Path.Combine(Pictures, written), recursive: true);
        var pruned = await ToolRun.OfAsync("prune", Pictures, "--prefix", typed, "--allow-removals", "--json", "--index", Index);
        Assert.Equal((0, 1L), (pruned.ExitCode, pruned.Count("gone")));
    }

    [Fact]
    public async Task What_is_there_as_it_was_typed_comes_first()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are bytes there.");
        Put(Apart, "a.png");
        Put(Composed, "b.png");
        var listed = await ToolRun.OfAsync("list", Pictures, "--prefix", Composed + "/");
        Assert.Equal([Composed + "/b.png"], listed.Lines.Select(l => l.TrimEnd()));
    }

    [Fact]
    public async Task A_folder_and_a_file_are_named_in_either_form()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are bytes there.");
        Put(Apart, Apart + ".png");
        var typed = Path.Combine(Pictures, Composed);
        var run = await ToolRun.OfAsync("index", typed, "--tagger", "metadata", "--json", "--index", Index);
        Assert.Equal((0, 1L), (run.ExitCode, run.Count("tagged")));
        var one = Path.Combine(typed, Composed + ".png");
        Assert.Equal(0, (await ToolRun.OfAsync("detect", one, "--tagger", "metadata")).ExitCode);
        Assert.Equal(0, (await ToolRun.OfAsync("show", Composed + ".png", "--index", Index)).ExitCode);
    }

    [Fact]
    public async Task A_prefix_that_lists_nothing_is_said()
    {
        Put("here", "a.png");
        foreach (
            string[] command in (string[][])
                [
                    ["plan"],
                    ["index"],
                    ["list"],
                    ["download"],
                ]
        )
        {
            string[] more = command[0] switch
            {
                "list" => [],
                "download" => [_folder.File("copy")],
                _ => ["--tagger", "metadata", "--index", Index],
            };
            var run = await ToolRun.OfAsync([.. command, Pictures, .. more, "--prefix", "nowhere/"]);
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("No picture was listed", run.Error, StringComparison.Ordinal);
        }
    }

    private string Pictures => _folder.File("pictures");

    private string Index => _folder.File("index.db");

    private void Put(string folder, string file)
    {
        Directory.CreateDirectory(Path.Combine(Pictures, folder));
        File.Copy(Path.Combine(TestPaths.Photos, "things/text.png"), Path.Combine(Pictures, folder, file));
    }
}
