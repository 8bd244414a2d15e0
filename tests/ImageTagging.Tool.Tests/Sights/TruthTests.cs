using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests.Sights;

/// <summary>What is a truth, and what is told of a file that is none.</summary>
public sealed class TruthTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_export_is_a_truth_that_the_index_agrees_with()
    {
        var index = _folder.File("index.db");
        Assert.Equal(0, (await ToolRun.OfAsync("index", TestPaths.Photos, "--index", index)).ExitCode);
        Assert.Equal(0, (await ToolRun.OfAsync("export", "--to", _folder.File("all.csv"), "--index", index)).ExitCode);
        var run = await ToolRun.OfAsync(
            "evaluate",
            _folder.File("all.csv"),
            "--index",
            index,
            "--resamplings",
            "5",
            "--threshold",
            "0",
            "--json"
        );
        Assert.True(run.ExitCode == 0, run.Error);
        var (evaluation, all) = (run.Objects[0], run.Objects[1]);
        Assert.Equal((12, 0), (evaluation.GetProperty("images").GetInt32(), evaluation.GetProperty("absent").GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, all.GetProperty("tag").ValueKind);
        Assert.InRange(all.GetProperty("truePositives").GetInt32(), 5, 100);
        Assert.Equal((0, 0), (all.GetProperty("falsePositives").GetInt32(), all.GetProperty("falseNegatives").GetInt32()));
    }

    [Fact]
    public async Task A_truth_that_is_not_in_UTF8_is_refused()
    {
        await File.WriteAllBytesAsync(
            _folder.File("latin.csv"),
            System.Text.Encoding.Latin1.GetBytes("image,tags\na.jpg,caf\u00e9\n")
        );
        var run = await ToolRun.OfAsync(
            "evaluate",
            _folder.File("latin.csv"),
            "--tagger",
            "onnx",
            "--pictures",
            TestPaths.Photos
        );
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("is not in UTF-8", run.Error, StringComparison.Ordinal);
    }
}
