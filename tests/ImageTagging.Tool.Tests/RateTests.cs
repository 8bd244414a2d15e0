using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

/// <summary>Stars, favourites and titles from the command line.</summary>
public sealed class RateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    private string Photos => _folder.File("photos");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatPeopleGiveIsFoundShownUndoneAndKeptByTheNextRun()
    {
        await FillAsync();
        var rated = await ToolRun.OfAsync("rate", "4", "cat.png", "--by", "ann", "--index", Index);
        Assert.Equal((0, "1 changed, 0 were so already"), (rated.ExitCode, rated.Lines[0]));
        Assert.Equal(0, (await ToolRun.OfAsync("favourite", "cat.png", "--index", Index)).ExitCode);
        var titled = await ToolRun.OfAsync("title", "Our cat", "--query", "favourite", "--confirm", "1", "--index", Index);
        Assert.Equal(0, titled.ExitCode);
        Assert.Contains(
            "1 unchanged",
            (await ToolRun.OfAsync("index", Photos, "--index", Index, "--tagger", "names")).Error,
            StringComparison.Ordinal
        );
        foreach (var query in (string[])["rating>=4", "favourite", "title:cat", "rating>=4 favourite title:our"])
        {
            Assert.Single((await ToolRun.OfAsync("search", query, "--index", Index)).Lines);
        }

        var shown = await ToolRun.OfAsync("show", "cat.png", "--index", Index);
        Assert.Contains("  rated 4 of 5 by ann", shown.Output, StringComparison.Ordinal);
        Assert.Contains("  rating: 4 stars, favourite", shown.Output, StringComparison.Ordinal);
        Assert.All((await ToolRun.OfAsync("show", "cat.png", "--index", Index, "--json")).Objects, SchemaCheck.Holds);

        Assert.Equal(0, (await ToolRun.OfAsync("favourite", "--no", "cat.png", "--index", Index)).ExitCode);
        Assert.Empty((await ToolRun.OfAsync("search", "favourite", "--index", Index)).Lines);
        var undo = rated.Lines[1]["Undo with: imagetag ".Length..].Split(' ');
        Assert.Equal(0, (await ToolRun.OfAsync(undo)).ExitCode);
        Assert.Empty((await ToolRun.OfAsync("search", "has:rating", "--index", Index)).Lines);
    }

    [Theory]
    [InlineData("6")]
    [InlineData("four")]
    [InlineData("")]
    public async Task StarsThatAreNoneAreUsage(string stars)
    {
        await FillAsync();
        var run = await ToolRun.OfAsync("rate", stars, "cat.png", "--index", Index);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Stars are 1 to 5, 0 for none, or 'rejected'.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StarsGivenHereAreWrittenOverThoseOfAnotherProgramOnce()
    {
        var sidecar = Path.Combine(Photos, "cat.png.xmp");
        Directory.CreateDirectory(Photos);
        await File.WriteAllTextAsync(sidecar, Xmp(2));
        await FillAsync();
        Assert.Equal(0, (await ToolRun.OfAsync("rate", "5", "cat.png", "--index", Index)).ExitCode);
        Assert.Equal(0, (await ToolRun.OfAsync("write-metadata", Photos, "--index", Index)).ExitCode);
        var text = await File.ReadAllTextAsync(sidecar);
        Assert.DoesNotContain("\"2\"", text, StringComparison.Ordinal);
        Assert.Contains("Rating>5<", text, StringComparison.Ordinal);

        // What the other program makes of it afterwards is its own again.
        await File.WriteAllTextAsync(sidecar, text.Replace("xmp:Rating>5<", "xmp:Rating>3<", StringComparison.Ordinal));
        await FillAsync();
        Assert.Equal(0, (await ToolRun.OfAsync("write-metadata", Photos, "--index", Index)).ExitCode);
        Assert.Contains("xmp:Rating>3<", await File.ReadAllTextAsync(sidecar), StringComparison.Ordinal);
    }

    private static string Xmp(int rating) =>
        $"""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="{rating}"/></rdf:RDF></x:xmpmeta>
            """;

    private async Task FillAsync()
    {
        Directory.CreateDirectory(Photos);
        File.Copy(Path.Combine(TestPaths.Photos, "animals", "chelsea.png"), Path.Combine(Photos, "cat.png"), overwrite: true);
        Assert.Equal(0, (await ToolRun.OfAsync("index", Photos, "--index", Index, "--tagger", "names")).ExitCode);
    }
}
