using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;

namespace ImageTagging.Tool.Tests;

/// <summary>What a correction prints to take it back does so, once; and what names nothing is said.</summary>
public sealed class UndoTests : IDisposable
{
    private const string Printed = "Undo with: imagetag ";
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_correction_prints_takes_it_back_once()
    {
        await FillAsync();
        var tagged = await ToolRun.OfAsync("tag", "lynx", "people/astronaut.png", "--index", Index);
        var words = Assert
            .Single(tagged.Lines, l => l.StartsWith(Printed, StringComparison.Ordinal))[Printed.Length..]
            .Split(' ');
        Assert.Equal(["--index", Index], words[2..]);
        var again = await ToolRun.OfAsync("tag", "lynx", "people/astronaut.png", "--index", Index);
        Assert.DoesNotContain(again.Lines, l => l.StartsWith(Printed, StringComparison.Ordinal));

        var undone = await ToolRun.OfAsync(words);
        Assert.Equal(0, undone.ExitCode);
        Assert.Equal("1 changed, 0 were so already", Assert.Single(undone.Lines));
        Assert.Empty((await ToolRun.OfAsync("search", "lynx", "--exact-words", "--index", Index, "--json")).Objects);

        var twice = await ToolRun.OfAsync(words);
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains("Nothing in this index is of this batch", twice.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "imagetag undo b")]
    [InlineData("/data/images.db", "imagetag undo b --index /data/images.db")]
    [InlineData("http://host:9200/images", "imagetag undo b --index http://host:9200/images")]
    [InlineData("it's $HERE.db", @"imagetag undo b --index 'it'\''s $HERE.db'")]
    public void The_command_is_one_that_a_shell_takes(string? index, string line) =>
        Assert.Equal(line, UndoCommand.Line("b", index));

    [Fact]
    public async Task What_names_nothing_is_told_by_its_name()
    {
        await FillAsync();
        await IsUsageAsync("A picture is named by empty text", "show", "");
        await IsUsageAsync("'ftp://there' is no index", "copy", "--to", "ftp://there");
        await IsUsageAsync("is a folder, and an index is a file", "copy", "--to", _folder.Path);

        await IsUsageAsync("A source is empty text", "serve", "--port", "0", "--upload-to", "");

        var missing = _folder.File("not there");
        var served = await ToolRun.OfAsync("serve", "--upload-to", missing, "--port", "0", "--index", Index);
        Assert.Equal(3, served.ExitCode);
        Assert.Contains($"There is no folder '{missing}' to upload to", served.Error, StringComparison.Ordinal);
    }

    private async Task IsUsageAsync(string sentence, params string[] arguments)
    {
        var run = await ToolRun.OfAsync([.. arguments, "--index", Index]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    private async Task FillAsync() =>
        Assert.Equal(0, (await ToolRun.OfAsync("index", TestPaths.Photos, "--tagger", "metadata", "--index", Index)).ExitCode);
}
