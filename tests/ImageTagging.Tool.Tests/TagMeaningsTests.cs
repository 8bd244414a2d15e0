using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

/// <summary>The meanings of tags, which a writer of an index makes ready for the searches that come.</summary>
public sealed class TagMeaningsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    private string Meanings => Index + "-meanings";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_import_that_brings_many_tags_makes_them_ready_once()
    {
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "a.jpg", "b.jpg");
        var many = string.Join("\",\"", Enumerable.Range(0, 150).Select(i => $"thing {i}").Append("sea"));
        var first = await ImportAsync($$"""{"source":"{{PictureRecords.Source}}","key":"a.jpg","tags":["{{many}}"]}""");
        Assert.Contains("153 new tags are made ready for searches by meaning.", first.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Meanings));
        var made = await File.ReadAllBytesAsync(Meanings, TestContext.Current.CancellationToken);

        var found = await ToolRun.OfAsync("search", "ocean", "--index", Index);
        Assert.Contains("near in meaning: sea", found.Error, StringComparison.Ordinal);
        Assert.Contains("a.jpg", found.Output, StringComparison.Ordinal);
        Assert.Equal(made, await File.ReadAllBytesAsync(Meanings, TestContext.Current.CancellationToken));

        var few = await ImportAsync($$"""{"source":"{{PictureRecords.Source}}","key":"b.jpg","tags":["forest"]}""");
        Assert.DoesNotContain("made ready", few.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_had_to_work_meanings_out_leaves_them_to_the_next_and_others_leave_nothing()
    {
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "a.jpg");
        await ToolRun.OfAsync("search", "person", "--index", Index);
        await ToolRun.OfAsync("search", "human", "--exact-words", "--index", Index);
        Assert.False(File.Exists(Meanings));

        var found = await ToolRun.OfAsync("search", "human", "--index", Index);
        Assert.Contains("near in meaning: person", found.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Meanings));
    }

    private async Task<ToolRun> ImportAsync(string line)
    {
        var file = _folder.File("lines.ndjson");
        await File.WriteAllTextAsync(file, line, TestContext.Current.CancellationToken);
        var run = await ToolRun.OfAsync("import", file, "--index", Index);
        Assert.Equal(0, run.ExitCode);
        return run;
    }
}
