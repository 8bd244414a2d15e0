using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests.Sights;

public sealed class ReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_report_is_one_page_with_charts_counts_and_pictures()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var run = await ToolRun.OfAsync("report", _folder.File("out"), "--index", Index, "--json");

        Assert.Equal(0, run.ExitCode);
        SchemaCheck.Holds(run.Summary);
        Assert.Equal(["report.html"], Directory.GetFiles(_folder.File("out")).Select(Path.GetFileName));
        var page = await File.ReadAllTextAsync(run.Summary.GetProperty("file").GetString()!);
        PageCheck.IsSelfContained(page);
        Assert.Equal(4, Occurrences(page, "src=\"data:image/svg+xml;base64,"));
        Assert.Contains("people/astronaut.png", page, StringComparison.Ordinal);
        Assert.True(Occurrences(page, "src=\"data:image/jpeg;base64,") >= 9);

        var found = await ToolRun.OfAsync("report", _folder.File("animals"), "horse", "--samples", "0", "--index", Index);
        Assert.Equal(0, found.ExitCode);
        var narrow = await File.ReadAllTextAsync(_folder.File("animals/report.html"));
        Assert.DoesNotContain("astronaut", narrow, StringComparison.Ordinal);
        Assert.Equal(0, Occurrences(narrow, "image/jpeg"));
    }

    [Fact]
    public async Task Hostile_tags_and_names_are_text_on_the_page()
    {
        var hostile = "<img src=x onerror=alert(1)>\"'&</style><script>";
        var records = MadeUpIndex.Records().Take(3).ToArray();
        records[0] = records[0] with
        {
            Key = "\"><svg onload=alert(2)>.jpg",
            Location = "javascript:alert(3)",
            Source = "<iframe>",
            Tags = [new(hostile, Confidence.Full), new("dog", Confidence.Full)],
        };
        await MadeUpIndex.WriteAsync(Index, records);

        Assert.Equal(0, (await ToolRun.OfAsync("report", _folder.File("out"), "--index", Index)).ExitCode);

        var page = await File.ReadAllTextAsync(_folder.File("out/report.html"));
        PageCheck.IsSelfContained(
            page.Replace("&quot;", "", StringComparison.Ordinal)
                .Replace("onerror=", "", StringComparison.Ordinal)
                .Replace("onload=", "", StringComparison.Ordinal)
                .Replace("src=x", "", StringComparison.Ordinal)
        );
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        Assert.Contains("cannot be shown", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<iframe", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_index_without_tags_makes_a_page_that_says_so()
    {
        await MadeUpIndex.WriteAsync(Index, []);
        Assert.Equal(0, (await ToolRun.OfAsync("report", _folder.File("out"), "--index", Index)).ExitCode);
        Assert.Contains(
            "no picture has a tag",
            await File.ReadAllTextAsync(_folder.File("out/report.html")),
            StringComparison.Ordinal
        );
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
