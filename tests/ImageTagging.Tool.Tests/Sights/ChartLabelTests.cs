using System.Globalization;
using System.Xml.Linq;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Charts;

namespace ImageTagging.Tool.Tests.Sights;

public sealed class ChartLabelTests : IDisposable
{
    private static readonly string[] s_names = ["猫", "🐈 cat", "כלב", "собака", "σκύλος", "قطة", "plain", "a\tb", "café"];
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("distribution")]
    [InlineData("together")]
    [InlineData("time")]
    public async Task Labels_of_every_script_are_text_in_a_drawing_and_drawn_in_a_picture(string chart)
    {
        await MadeUpIndex.WriteAsync(Index, Records());
        foreach (var ending in (string[])[".svg", ".png"])
        {
            var run = await ToolRun.OfAsync([
                "stats",
                "--index",
                Index,
                "--chart",
                chart,
                "--plot",
                _folder.File(chart + ending),
                .. Top(chart),
            ]);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        var drawing = XDocument.Load(_folder.File(chart + ".svg"));
        var texts = drawing.Descendants().Where(e => e.Name.LocalName == "text").ToArray();
        Assert.DoesNotContain(texts, t => t.Value.Trim().Length == 0 || t.Attribute("x")?.Value.Trim() == "");
        var expected = s_names
            .Take(chart == "time" ? 6 : s_names.Length)
            .Select(n => n.Replace("\t", "\\u{9}", StringComparison.Ordinal));
        Assert.Empty(expected.Except(texts.Select(t => t.Value.Trim())));
        KeptCharts.Keep(_folder, "labels-" + chart, chart);
    }

    [Fact]
    public void What_no_font_has_is_written_as_its_code_point()
    {
        // A private character that no font of any script has.
        Assert.Equal("a \\u{10abcd} b", ChartText.Shown("a \U0010ABCD b"));
        Assert.Equal("Grüße …", ChartText.Shown("Grüße …"));
        // Long words of such signs stay within the picture.
        var many = ChartText.Shown(string.Concat(Enumerable.Repeat("\U0010ABCD", 20)));
        Assert.Equal("\\u{10abcd}\\u{10abcd}…", many);
        Assert.True(ChartText.Measure("a \U0010ABCD b", 12) > ChartText.Measure("a b", 12) + 30);
    }

    // As wide as DejaVu Sans draws them, the widest of the charts' fonts.
    [Theory]
    [InlineData("asked by chance", 101.1)]
    [InlineData("black and white", 95.5)]
    [InlineData("Precision and recall", 116.9)]
    public void A_text_has_the_room_that_the_widest_font_takes(string text, double width) =>
        Assert.InRange(ChartText.Measure(text, 12), width, 1.15 * width);

    [Theory]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("a & b < c > d ' e")]
    [InlineData("^{2}_{3}")]
    [InlineData("{0}")]
    public async Task A_label_is_text_whatever_it_holds(string name)
    {
        var records = MadeUpIndex.Records().Take(6).Select(r => r with { Tags = [new Tag(name, Confidence.Full)] });
        await MadeUpIndex.WriteAsync(Index, records);
        foreach (var ending in (string[])[".svg", ".png"])
        {
            Assert.Equal(0, (await ToolRun.OfAsync("stats", "--index", Index, "--plot", _folder.File("out" + ending))).ExitCode);
        }

        var drawing = XDocument.Load(_folder.File("out.svg"));
        Assert.Contains(
            Signs.Shortened(name, 24),
            drawing.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)
        );
        Assert.DoesNotContain(drawing.Descendants(), e => e.Name.LocalName == "script");
    }

    [Theory]
    [InlineData("together", "60")]
    [InlineData("distribution", "60")]
    public async Task Sixty_labels_are_readable_where_the_picture_is_seen_on_a_screen(string chart, string top)
    {
        var records = MadeUpIndex
            .Records()
            .Select(
                (r, i) =>
                    r with
                    {
                        Tags = [.. r.Tags, new(string.Create(CultureInfo.InvariantCulture, $"more {i % 9}"), Confidence.Full)],
                    }
            );
        await MadeUpIndex.WriteAsync(Index, records);
        await ToolRun.OfAsync("stats", "--index", Index, "--chart", chart, "--top", top, "--plot", _folder.File("out.svg"));
        var drawing = XDocument.Load(_folder.File("out.svg")).Root!;
        var width = double.Parse(drawing.Attribute("width")!.Value, CultureInfo.InvariantCulture);
        var smallest = drawing
            .Descendants()
            .Where(e => e.Name.LocalName == "text")
            .Min(e => double.Parse(e.Attribute("font-size")!.Value, CultureInfo.InvariantCulture));
        Assert.True(smallest * Math.Min(1, 1_400 / width) >= 9, $"{smallest} px in {width} px");
        Assert.True(smallest >= 9);
    }

    [Theory]
    [InlineData("distribution", "No tags")]
    [InlineData("together", "No tags")]
    [InlineData("confidence", "No tags")]
    [InlineData("time", "No pictures")]
    public async Task A_chart_of_nothing_says_so(string chart, string says)
    {
        await MadeUpIndex.WriteAsync(Index, []);
        foreach (var ending in (string[])[".svg", ".png"])
        {
            var run = await ToolRun.OfAsync("stats", "--index", Index, "--chart", chart, "--plot", _folder.File(chart + ending));
            Assert.Equal(0, run.ExitCode);
        }

        var texts = XDocument.Load(_folder.File(chart + ".svg")).Descendants().Where(e => e.Name.LocalName == "text");
        Assert.Contains(says, texts.Select(t => t.Value.Trim()));
        KeptCharts.Keep(_folder, "empty-" + chart, chart);
    }

    [Fact]
    public async Task A_chart_that_cannot_be_written_leaves_nothing_behind()
    {
        await MadeUpIndex.WriteAsync(Index);
        Directory.CreateDirectory(_folder.File("chart.png"));
        var run = await ToolRun.OfAsync("stats", "--index", Index, "--plot", _folder.File("chart.png"));
        Assert.Equal(2, run.ExitCode);
        await File.WriteAllTextAsync(_folder.File("old.png"), "old");
        await Assert.ThrowsAsync<IOException>(() =>
            Output.WholeFile.WriteAsync(
                _folder.File("old.png"),
                async (stream, cancel) =>
                {
                    await stream.WriteAsync(new byte[5_000], cancel);
                    throw new IOException("No space left on device");
                },
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("old", await File.ReadAllTextAsync(_folder.File("old.png")));
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), f => f.EndsWith(".part", StringComparison.Ordinal));
    }

    private static string[] Top(string chart) => ["--top", chart == "time" ? "6" : "20"];

    private static IEnumerable<ImageRecord> Records() =>
        MadeUpIndex
            .Records()
            .Take(90)
            .Select(
                (r, i) =>
                    r with
                    {
                        // The first names are the most frequent ones.
                        Tags = [.. s_names.Where((_, n) => i % (n + 1) == 0).Select(n => new Tag(n, Confidence.Full))],
                    }
            );
}
