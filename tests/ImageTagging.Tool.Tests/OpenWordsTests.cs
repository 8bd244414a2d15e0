using ImageTagging.Onnx.Tests.TwoTower;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

/// <summary>The tool with a model of two towers: words of one's own, and texts that find pictures.</summary>
public sealed class OpenWordsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public OpenWordsTests() => SigLipFiles.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Words_of_a_card_become_tags_and_a_text_finds_the_pictures_by_their_vectors()
    {
        var photos = Path.Combine(TestPaths.Photos, "space");
        var run = await ToolRun.OfAsync(
            "index",
            photos,
            "--index",
            _folder.File("index.db"),
            "--tagger",
            Tagger,
            "--min-confidence",
            "1"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Error));
        var count = Directory.GetFiles(photos).Length;

        var found = await SimilarAsync("--text", "a red cat");
        Assert.Equal(0, found.ExitCode);
        Assert.Equal(count, found.Lines.Length);

        // What stands behind a text is the query.
        Assert.Equal(count, (await SimilarAsync("--text", "a red cat", "zebra")).Lines.Length);
        Assert.Empty((await SimilarAsync("--text", "a red cat", "-zebra")).Lines);
        Assert.Empty((await SimilarAsync("--text", "a red cat", "--least", "0.99")).Lines);
    }

    [Theory]
    [InlineData("--tagger two-tower:CARD.json", "--text", "a red cat")]
    [InlineData("Name a picture")]
    [InlineData("--text is a text", "--text", " ")]
    [InlineData("two-tower:CARD.json", "a.jpg", "--tagger", "rekognition")]
    public async Task A_text_without_a_model_that_reads_it_is_told(string told, params string[] arguments)
    {
        var run = await ToolRun.OfAsync(["similar", .. arguments, "--index", _folder.File("index.db")]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    private string Tagger => "two-tower:" + _folder.File("siglip.json");

    private Task<ToolRun> SimilarAsync(params string[] arguments) =>
        ToolRun.OfAsync(["similar", .. arguments, "--tagger", Tagger, "--index", _folder.File("index.db"), "--json"]);
}
