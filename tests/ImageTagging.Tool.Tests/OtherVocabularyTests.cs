using ImageTagging.TestSupport;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Tests;

public sealed class OtherVocabularyTests : IDisposable
{
    private const string Rules = """{"rename":{"person":"human"},"block":["clock"]}""";
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    private string Words => _folder.File("words.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_correction_without_the_vocabulary_of_the_tags_changes_nothing_and_says_what_to_do()
    {
        await FillAsync();
        var tagged = await RunAsync("tag", "lynx", "a.jpg", "--vocabulary", Words);
        Assert.Equal(0, tagged.ExitCode);
        var batch = tagged.Summary.GetProperty("batch").GetString()!;
        await File.WriteAllTextAsync(_folder.File("v.csv"), "image,tags\nb.jpg,boat\na.jpg,boat\n");
        await File.WriteAllTextAsync(_folder.File("other.json"), """{"block":["boat"]}""");
        string[][] calls =
        [
            ["tag", "boat", "a.jpg"],
            ["untag", "human", "--query", "human", "--confirm", "2"],
            ["undo", batch],
            ["import", _folder.File("v.csv")],
            ["import", _folder.File("v.csv"), "--as", "clip"],
        ];
        foreach (var call in calls)
        {
            foreach (
                var (more, word) in new (string[], string)[]
                {
                    ([], "none was given"),
                    (["--vocabulary", _folder.File("other.json")], "another"),
                }
            )
            {
                var run = await RunAsync([.. call, .. more]);
                Assert.Equal(3, run.ExitCode);
                Assert.Equal("OtherVocabulary", run.Summary.GetProperty("code").GetString());
                Assert.Contains(word, run.Error, StringComparison.Ordinal);
                Assert.Contains("--vocabulary FILE", run.Error, StringComparison.Ordinal);
                Assert.Equal(["human", "lynx"], await TagsAsync("a.jpg"));
                Assert.Equal(["human"], await TagsAsync("b.jpg"));
            }
        }

        foreach (var call in calls)
        {
            Assert.Equal(0, (await RunAsync([.. call, "--vocabulary", Words])).ExitCode);
        }

        Assert.Equal(["boat"], await TagsAsync("a.jpg"));
        Assert.Equal(["boat"], await TagsAsync("b.jpg"));
    }

    [Fact]
    public async Task Tags_that_were_made_without_a_vocabulary_are_not_brought_to_one_by_a_correction()
    {
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "a.jpg");
        await File.WriteAllTextAsync(Words, Rules);
        var run = await RunAsync("tag", "boat", "a.jpg", "--vocabulary", Words);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("leave --vocabulary out", run.Error, StringComparison.Ordinal);
        Assert.Equal(["clock", "person"], await TagsAsync("a.jpg"));
    }

    [Fact]
    public async Task The_page_and_the_assistant_correct_by_the_vocabulary_of_the_tags_alone_and_one_that_is_gone_hinders_nobody()
    {
        await FillAsync();
        await using var index = new SqliteTagIndex(Index);
        var change = new TagChange
        {
            Add = ["boat"],
            By = "ann",
            Batch = "boats",
        };
        var token = TestContext.Current.CancellationToken;
        ImageName[] names = [new(PictureRecords.Source, "a.jpg")];
        var wrong = new CheckedCurator(index, Vocabulary.Empty);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await wrong.CorrectAsync(names, change, token));
        Assert.Equal((FailureKind.Refused, "OtherVocabulary"), (fault.Kind, fault.Code));
        var query = TagQueryParser.Parse("human");
        await Assert.ThrowsAsync<ImageTaggingException>(async () => await wrong.CorrectAsync(query, change, 2, token));
        Assert.Null(await index.ReadStateAsync("corrections/boats", token));

        var gone = (await index.GetManyAsync(names, token))[0]!;
        await index.WriteAsync([RecordWrite.Replace(gone with { GoneAt = DateTimeOffset.UnixEpoch }, gone.Token!)], token);
        Assert.Equal(1, (await wrong.CorrectAsync(names, change, token)).Changed);
    }

    private async Task FillAsync()
    {
        await File.WriteAllTextAsync(Words, Rules);
        await PictureRecords.WriteAsync(Index, Vocabulary.Load(Words), "a.jpg", "b.jpg");
        Assert.Equal(["human"], await TagsAsync("a.jpg"));
    }

    private async Task<string[]> TagsAsync(string key) =>
        [.. (await PictureRecords.ReadAsync(Index, key)).Tags.Select(t => t.Name).Order(StringComparer.Ordinal)];

    private Task<ToolRun> RunAsync(params string[] arguments) => ToolRun.OfAsync([.. arguments, "--index", Index, "--json"]);
}
