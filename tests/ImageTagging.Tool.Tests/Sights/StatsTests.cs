using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests.Sights;

public sealed class StatsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("distribution", "Tag Distribution", "50")]
    [InlineData("together", "Tags Together", "50")]
    [InlineData("confidence", "Confidence", null)]
    [InlineData("time", "Tags over Time", "6")]
    public async Task Every_chart_is_drawn_as_png_and_svg_with_its_labels(string chart, string title, string? top)
    {
        await MadeUpIndex.WriteAsync(Index);
        foreach (var ending in (string[])[".png", ".svg"])
        {
            var file = _folder.File(chart + ending);
            string[] more = top is null ? [] : ["--top", top];
            var run = await ToolRun.OfAsync(["stats", "--index", Index, "--chart", chart, "--plot", file, .. more]);
            Assert.Equal((0, true), (run.ExitCode, File.Exists(file)));
            Assert.NotEmpty(run.Lines);
        }

        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await File.ReadAllBytesAsync(_folder.File(chart + ".png")))[..4]);
        var drawing = XDocument.Load(_folder.File(chart + ".svg"));
        var texts = drawing.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim()).ToArray();
        Assert.Contains(title, texts);
        if (chart is "distribution" or "together")
        {
            Assert.Contains("traffic light", texts);
            Assert.Contains("a rather long tag of se…", texts);
        }

        if (Environment.GetEnvironmentVariable("IMAGETAGGING_KEEP_CHARTS") is { Length: > 0 } kept)
        {
            Directory.CreateDirectory(kept);
            File.Copy(_folder.File(chart + ".png"), Path.Combine(kept, chart + ".png"), overwrite: true);
            File.Copy(_folder.File(chart + ".svg"), Path.Combine(kept, chart + ".svg"), overwrite: true);
        }
    }

    [Fact]
    public async Task Counts_are_those_of_the_records()
    {
        var records = MadeUpIndex.Records();
        await MadeUpIndex.WriteAsync(Index, records);

        var pairs = await Objects("--chart", "together", "--top", "10", "--at-least", "60");
        var tags = await Objects("--top", "10", "--at-least", "60");
        var names = tags.Select(t => t.GetProperty("tag").GetString()!).ToArray();
        var expected = names
            .SelectMany((one, i) => names.Skip(i + 1).Select(other => (one, other, Count: Both(one, other))))
            .Where(p => p.Count > 0)
            .ToDictionary(p => (p.one, p.other), p => p.Count);
        Assert.Equal(
            expected,
            pairs.ToDictionary(
                p => (p.GetProperty("tag").GetString()!, p.GetProperty("other").GetString()!),
                p => p.GetProperty("count").GetInt32()
            )
        );
        var first = pairs[0];
        var (a, b) = (first.GetProperty("tag").GetString()!, first.GetProperty("other").GetString()!);
        Assert.Equal(
            (double)Both(a, b) * records.Count / ((double)Both(a, a) * Both(b, b)),
            first.GetProperty("lift").GetDouble(),
            4
        );

        var confidences = await Objects("--chart", "confidence");
        Assert.Equal(
            confidences.Select(c =>
                records
                    .SelectMany(r => r.Tags)
                    .Count(t =>
                        t.Confidence.Percent >= c.GetProperty("from").GetInt32()
                        && (t.Confidence.Percent < c.GetProperty("to").GetInt32() || c.GetProperty("to").GetInt32() == 100)
                    )
            ),
            confidences.Select(c => c.GetProperty("count").GetInt32())
        );

        var months = await Objects("--chart", "time", "--top", "2");
        Assert.All(
            months,
            m =>
                Assert.Equal(
                    records.Count(r =>
                        r.ModifiedAt.ToString("yyyy-MM") == m.GetProperty("month").GetString()
                        && (m.GetProperty("tag").GetString() is not { } tag || r.Tags.Any(t => t.Name == tag))
                    ),
                    m.GetProperty("count").GetInt32()
                )
        );
        Assert.Equal(
            records.Count,
            months.Where(m => m.GetProperty("tag").ValueKind == JsonValueKind.Null).Sum(m => m.GetProperty("count").GetInt32())
        );

        int Both(string one, string other) =>
            records.Count(r =>
                r.Tags.Any(t => t.Name == one && t.Confidence.Percent >= 60)
                && r.Tags.Any(t => t.Name == other && t.Confidence.Percent >= 60)
            );

        async Task<JsonElement[]> Objects(params string[] arguments)
        {
            var run = await ToolRun.OfAsync(["stats", "--json", "--index", Index, .. arguments]);
            Assert.Equal(0, run.ExitCode);
            Assert.All(run.Objects, SchemaCheck.Holds);
            return run.Objects;
        }
    }

    [Theory]
    [InlineData("--chart", "confidence", "--top", "5")]
    [InlineData("--chart", "time", "--top", "7")]
    [InlineData("--chart", "together", "--top", "1")]
    [InlineData("--plot", "tags.gif")]
    [InlineData("--chart", "pie")]
    public async Task What_cannot_be_drawn_is_refused_before_any_work(params string[] arguments)
    {
        var run = await ToolRun.OfAsync(["stats", "--index", _folder.File("none.db"), .. arguments]);
        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData("distribution")]
    [InlineData("together")]
    [InlineData("confidence")]
    [InlineData("time")]
    public async Task An_empty_index_and_one_picture_are_drawn_too(string chart)
    {
        await MadeUpIndex.WriteAsync(Index, []);
        await MadeUpIndex.WriteAsync(_folder.File("one.db"), MadeUpIndex.Records().Take(1));
        foreach (var index in (string[])[Index, _folder.File("one.db")])
        {
            var run = await ToolRun.OfAsync("stats", "--index", index, "--chart", chart, "--plot", _folder.File("out.svg"));
            Assert.Equal(0, run.ExitCode);
            Assert.Matches(new Regex("<svg"), await File.ReadAllTextAsync(_folder.File("out.svg")));
        }
    }
}
