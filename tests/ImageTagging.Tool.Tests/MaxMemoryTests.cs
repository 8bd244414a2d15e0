using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

/// <summary>The bound on the memory of decodes, from the command line.</summary>
public sealed class MaxMemoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A picture of 2,000 × 2,000 in seven passes and 16 bits holds 30 MiB and more, whatever is made of it.</summary>
    [Theory]
    [InlineData("16M", 1)]
    [InlineData("0.5G", 0)]
    [InlineData(null, 0)]
    public async Task A_picture_that_alone_would_hold_more_is_refused_and_says_which_option_decides(string? most, int exit)
    {
        var picture = _folder.File("a.png");
        await File.WriteAllBytesAsync(picture, PngBomb.MakeInterlaced(2_000), TestContext.Current.CancellationToken);
        string[] bound = most is null ? [] : ["--max-memory", most];
        var detected = await ToolRun.OfAsync(["detect", picture, "--tagger", "local:fast", .. bound]);
        Assert.Equal(exit, detected.ExitCode);
        var indexed = await ToolRun.OfAsync([
            "index",
            _folder.Path,
            "--tagger",
            "local:fast",
            "--index",
            _folder.File("index.db"),
            "--json",
            .. bound,
        ]);
        Assert.Equal((exit, (long)exit), (indexed.ExitCode, indexed.Count("failed")));
        if (exit == 1)
        {
            Assert.Contains("decodes may hold at once (--max-memory)", detected.Error, StringComparison.Ordinal);
            var failures = await ToolRun.OfAsync("failures", "--index", _folder.File("index.db"));
            Assert.Contains("(--max-memory)", failures.Output + failures.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("index")]
    [InlineData("plan")]
    [InlineData("worker")]
    [InlineData("detect")]
    [InlineData("serve")]
    [InlineData("mcp")]
    [InlineData("evaluate")]
    [InlineData("report")]
    [InlineData("similar")]
    public async Task Whatever_decodes_pictures_takes_it_and_says_so_in_its_help(string command) =>
        Assert.Contains("--max-memory <SIZE>", (await ToolRun.OfAsync(command, "--help")).Output, StringComparison.Ordinal);
}
