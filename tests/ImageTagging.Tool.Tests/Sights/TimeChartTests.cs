using System.Globalization;
using System.Xml.Linq;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Charts;

namespace ImageTagging.Tool.Tests.Sights;

public sealed class TimeChartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(6)]
    [InlineData(24)]
    [InlineData(61)]
    [InlineData(150)]
    [InlineData(700)]
    [InlineData(2_400)]
    public async Task Labels_of_time_do_not_touch_and_periods_are_few_enough(int months)
    {
        var records = MadeUpIndex
            .Records()
            .Select(
                (r, i) =>
                    r with
                    {
                        ModifiedAt = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(
                            (int)((long)i * (months - 1) / (MadeUpIndex.Images - 1))
                        ),
                    }
            );
        await MadeUpIndex.WriteAsync(Index, records);

        foreach (var ending in (string[])[".svg", ".png"])
        {
            var run = await PlotAsync("time" + ending);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.InRange(run.Lines.Length, Math.Min(months, 20), 60);
        }

        var labels = XDocument
            .Load(_folder.File("time.svg"))
            .Descendants()
            .Where(e => e.Name.LocalName == "text" && e.Value.Trim() is ['1' or '2', _, _, _, ..])
            .Select(e =>
            {
                var at = double.Parse(e.Attribute("transform")!.Value.Split('(')[1].Split(',')[0], CultureInfo.InvariantCulture);
                return (at, Half: (ChartText.Measure(e.Value.Trim(), 12) / 2) + 4);
            })
            .ToArray();
        Assert.InRange(labels.Length, 4, 12);
        Assert.All(labels.Zip(labels.Skip(1)), p => Assert.True(p.First.at + p.First.Half < p.Second.at - p.Second.Half));
        KeptCharts.Keep(_folder, string.Create(CultureInfo.InvariantCulture, $"time-{months}"), "time");
    }

    [Fact]
    public async Task A_few_pictures_with_dates_far_away_are_counted_apart_and_named()
    {
        var records = MadeUpIndex.Records().ToArray();
        records[0] = records[0] with { ModifiedAt = DateTimeOffset.UnixEpoch };
        records[1] = records[1] with { ModifiedAt = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        await MadeUpIndex.WriteAsync(Index, records);

        foreach (var ending in (string[])[".svg", ".png"])
        {
            var run = await PlotAsync("time" + ending);
            Assert.InRange(run.Lines.Length, 20, 62);
            Assert.StartsWith("long before", run.Lines[0], StringComparison.Ordinal);
            Assert.StartsWith("long after", run.Lines[^1], StringComparison.Ordinal);
            Assert.StartsWith("2023-01", run.Lines[1], StringComparison.Ordinal);
        }

        Assert.Contains(
            "1 before 2023-01, 1 after 2025-09",
            await File.ReadAllTextAsync(_folder.File("time.svg")),
            StringComparison.Ordinal
        );
        KeptCharts.Keep(_folder, "time-odd", "time");
        Assert.Equal(0, (await ToolRun.OfAsync("report", _folder.File("out"), "--samples", "0", "--index", Index)).ExitCode);
    }

    [Fact]
    public void Every_picture_is_in_a_period_or_named_apart()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 400; trial++)
        {
            var start = new DateTime(1, 1, 1).AddMonths(random.Next(12 * 9_000));
            var months = Enumerable.Range(0, random.Next(1, 1_000)).Select(i => start.AddMonths(i)).ToArray();
            var counts = months.Select(_ => random.Next(40) == 0 ? (long)random.Next(1, 50) : 0).ToArray();
            (counts[0], counts[^1]) = (random.Next(1, 3), random.Next(1, 3));
            var periods = new TagsOverTime(months, [new(null, counts)]).ByPeriod();
            Assert.True(
                counts.Sum() == periods.Lines[0].Counts.Sum() + periods.Before + periods.After
                    && periods.Periods.Count is >= 1 and <= 60,
                $"trial {trial}"
            );
            Assert.Equal(
                periods.Periods.Count,
                Enumerable.Range(0, periods.Periods.Count).Select(periods.Name).Distinct().Count()
            );
        }
    }

    [Fact]
    public void The_whole_calendar_fits()
    {
        DateTime[] months = [.. Enumerable.Range(0, 9_999 * 12).Select(i => new DateTime(1, 1, 1).AddMonths(i))];
        var periods = new TagsOverTime(months, [new(null, [.. months.Select(_ => 1L)])]).ByPeriod();
        Assert.Equal((10, 9_999 * 12L), (periods.Periods.Count, periods.Lines[0].Counts.Sum()));
        Assert.Equal("9000–9999", periods.Name(9));
    }

    private Task<ToolRun> PlotAsync(string file) =>
        ToolRun.OfAsync("stats", "--index", Index, "--chart", "time", "--plot", _folder.File(file));
}
