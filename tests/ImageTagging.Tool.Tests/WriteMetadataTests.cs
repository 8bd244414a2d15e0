using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class WriteMetadataTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    private string Photos => _folder.File("photos");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TagsStandBesideThePicturesAndTheNextRunFindsNothingToDo()
    {
        Directory.CreateDirectory(Photos);
        File.Copy(Path.Combine(TestPaths.Photos, "animals", "chelsea.png"), Path.Combine(Photos, "cat.png"));
        string[] index = ["index", Photos, "--index", Index, "--tagger", "metadata", "--tagger", "names"];
        Assert.Equal(0, (await ToolRun.OfAsync(index)).ExitCode);
        Assert.Equal(0, (await ToolRun.OfAsync("tag", "our cat", "cat.png", "--index", Index)).ExitCode);

        var dry = await ToolRun.OfAsync("write-metadata", Photos, "--dry-run", "--index", Index);
        Assert.Equal((0, "cat.png.xmp"), (dry.ExitCode, Assert.Single(dry.Lines)));
        Assert.Contains("1 XMP files would be written", dry.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Photos, "cat.png.xmp")));

        var written = await ToolRun.OfAsync(
            "write-metadata",
            Photos,
            "cat",
            "--index",
            Index,
            "--json",
            "--min-confidence",
            "50"
        );
        Assert.Equal(0, written.ExitCode);
        Assert.All(written.Objects, SchemaCheck.Holds);
        Assert.Equal("written", Assert.Single(written.Objects).GetProperty("outcome").GetString());
        var text = await File.ReadAllTextAsync(Path.Combine(Photos, "cat.png.xmp"));
        Assert.Contains(">our cat<", text, StringComparison.Ordinal);
        Assert.Contains(">cat<", text, StringComparison.Ordinal);

        var again = await ToolRun.OfAsync(index);
        Assert.Contains("1 unchanged", again.Output + again.Error, StringComparison.Ordinal);
        Assert.Contains(
            "0 XMP files written, 1 pictures as they are",
            (await ToolRun.OfAsync("write-metadata", Photos, "--index", Index, "--min-confidence", "50")).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task WhereThereIsNothingToWriteToItSaysSo()
    {
        Directory.CreateDirectory(Photos);
        File.Copy(Path.Combine(TestPaths.Photos, "animals", "chelsea.png"), Path.Combine(Photos, "cat.png"));
        await ToolRun.OfAsync("index", Photos, "--index", Index, "--tagger", "names");
        var bucket = await ToolRun.OfAsync("write-metadata", "s3://pictures/2024", "--index", Index);
        Assert.Equal(2, bucket.ExitCode);
        Assert.Contains("written beside pictures in a folder", bucket.Error, StringComparison.Ordinal);

        var other = await ToolRun.OfAsync("write-metadata", _folder.Path, "--index", Index);
        Assert.Contains("name the folder as it was indexed", other.Error, StringComparison.Ordinal);

        File.SetLastWriteTimeUtc(Path.Combine(Photos, "cat.png"), DateTime.UtcNow.AddDays(1));
        var changed = await ToolRun.OfAsync("write-metadata", Photos, "--index", Index);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("changed since it was tagged", changed.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Photos, "cat.png.xmp")));
    }
}
