using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace ImageTagging.Tool.Charts;

/// <summary>The charts of an index.</summary>
internal static class IndexCharts
{
    // Shapes tell lines apart where colours cannot.
    private static readonly (MarkerType Shape, bool IsFilled)[] s_markers =
    [
        (MarkerType.Circle, true),
        (MarkerType.Square, true),
        (MarkerType.Triangle, true),
        (MarkerType.Diamond, true),
        (MarkerType.Circle, false),
        (MarkerType.Square, false),
        (MarkerType.Triangle, false),
    ];

    /// <summary>How often each tag occurs.</summary>
    public static Chart Distribution(IReadOnlyList<TagCount> tags, string of = "tags")
    {
        var plot = ChartStyle.Create(
            of == "tags" ? "Tag Distribution" : "Pictures",
            char.ToUpperInvariant(of[0]) + of[1..],
            "Frequency"
        );
        Bars(plot, [.. tags.Select(t => (double)t.Count)]);
        ChartStyle.NameAcross(plot, [.. tags.Select(t => t.Value)], turned: true);
        if (tags.Count == 0)
        {
            ChartStyle.SayEmpty(plot, "No " + of);
        }

        var width = Math.Max(200 + (Math.Min(tags.Count, 40) * 24), 200 + (tags.Count * ChartStyle.LeastColumn));
        return new(plot, Math.Max(width, 760), 560);
    }

    /// <summary>Of the pictures that have the tag at the left, how many have the one below.</summary>
    public static Chart Together(TagsTogether together)
    {
        var plot = ChartStyle.Create("Tags Together", "… also have", "Of the pictures with …");
        var size = together.Tags.Count;
        var cells = new RectangleBarSeries { StrokeColor = ChartStyle.Rule, StrokeThickness = 0.5 };
        plot.Series.Add(cells);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var (share, up) = (together.Share(row, column), size - 1 - row);
                cells.Items.Add(new(column - 0.5, up - 0.5, column + 0.5, up + 0.5) { Color = ChartStyle.Shade(share) });
                if (size <= 16 && row != column && share > 0)
                {
                    var text = Math.Round(share * 100).ToString(CultureInfo.InvariantCulture);
                    ChartStyle.Write(plot, text, column, up, 11, share > 0.5 ? OxyColors.White : ChartStyle.Ink);
                }
            }
        }

        ChartStyle.NameAcross(plot, together.Tags, turned: true);
        string[] names = [.. together.Tags.Reverse().Select(ChartStyle.Shortened)];
        var side = ChartStyle.Up(plot);
        ChartStyle.Name(side, names);
        side.TickStyle = TickStyle.None;
        side.MajorGridlineStyle = LineStyle.None;
        // The names at the side need the room that those below need, or more.
        plot.PlotMargins = new(
            Math.Max(
                plot.PlotMargins.Left,
                44 + names.Select(n => ChartText.Measure(n, plot.DefaultFontSize)).DefaultIfEmpty().Max()
            ),
            double.NaN,
            double.NaN,
            double.NaN
        );
        Shades(plot);
        ChartStyle.Show(plot, -0.5, Math.Max(size, 1) - 0.5, -0.5, Math.Max(size, 1) - 0.5);
        if (size == 0)
        {
            ChartStyle.SayEmpty(plot, "No tags");
        }

        // Small squares, so that a picture of many is seen at its own size, and its labels with it.
        var squares = Math.Max(Math.Min(size, 20) * 34, Math.Max(size * ChartStyle.LeastColumn, 360));
        return new(plot, squares + 340, squares + 240);
    }

    /// <summary>How many tags were given with which confidence.</summary>
    public static Chart Confidences(IReadOnlyList<ConfidenceCount> counts)
    {
        var plot = ChartStyle.Create("Confidence", "Confidence in percent", "Tags given");
        Bars(plot, [.. counts.Select(c => (double)c.Count)]);
        ChartStyle.NameAcross(plot, [.. counts.Select(c => c.Name)], turned: false);
        if (counts.All(c => c.Count == 0))
        {
            ChartStyle.SayEmpty(plot, "No tags", middle: (counts.Count - 1) / 2d);
        }

        return new(plot, 760, 460);
    }

    /// <summary>Pictures of each month or longer period, all and those of the most frequent tags.</summary>
    public static Chart OverTime(TagsByPeriod time)
    {
        var plot = ChartStyle.Create("Tags over Time", $"{Capital(time.Unit)} in which the picture was modified", "Pictures");
        if (time.LeftOut is { } leftOut)
        {
            ChartStyle.Across(plot).Title += $"\n({leftOut})";
        }

        for (var i = 0; i < time.Lines.Count; i++)
        {
            var isAll = time.Lines[i].Tag is null;
            var colour = isAll ? OxyColor.Parse("#B8C2CC") : ChartStyle.Colour(i - 1);
            var line = ChartStyle.Line(plot, time.Lines[i].Counts.Select((c, at) => ((double)at, (double)c)), colour, marks: 3);
            line.Title = isAll ? "all pictures" : ChartStyle.Shortened(time.Lines[i].Tag!);
            line.StrokeThickness = isAll ? 4 : 2;
            var (shape, isFilled) = s_markers[i % s_markers.Length];
            line.MarkerType = shape;
            line.MarkerFill = isFilled ? colour : OxyColors.White;
            line.MarkerStroke = colour;
            line.MarkerStrokeThickness = 1.5;
        }

        // As many labels as have room, each at the start of its period.
        var most = time.Step > 12 ? 7 : 9;
        string[] names = [.. Enumerable.Range(0, time.Periods.Count).Select(time.Name)];
        ChartStyle.Name(ChartStyle.Across(plot), names, every: Math.Max(1, (int)Math.Ceiling(names.Length / (double)most)));
        ChartStyle.CountUp(plot);
        var highest = time.Lines.SelectMany(l => l.Counts).DefaultIfEmpty().Max();
        ChartStyle.Show(plot, -0.6, Math.Max(names.Length, 1) - 0.4, 0, Math.Max(1, highest * 1.08));
        plot.PlotMargins = new(ChartStyle.LeastLeft, double.NaN, double.NaN, double.NaN);
        if (names.Length == 0)
        {
            ChartStyle.SayEmpty(plot, "No pictures");
        }
        else
        {
            ChartStyle.LegendAtRight(plot);
        }

        return new(plot, 1_000, 460);
    }

    private static void Bars(PlotModel plot, double[] counts)
    {
        var bars = new RectangleBarSeries { FillColor = ChartStyle.Bars, StrokeThickness = 0 };
        for (var i = 0; i < counts.Length; i++)
        {
            bars.Items.Add(new(i - 0.37, 0, i + 0.37, counts[i]));
        }

        plot.Series.Add(bars);
        ChartStyle.CountUp(plot);
        ChartStyle.Show(plot, -0.6, Math.Max(counts.Length, 1) - 0.4, 0, Math.Max(1, counts.DefaultIfEmpty().Max() * 1.06));
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    // One series that is only in the legend for each shade.
    private static void Shades(PlotModel plot)
    {
        foreach (var share in (int[])[100, 75, 50, 25, 0])
        {
            plot.Series.Add(
                new RectangleBarSeries
                {
                    Title = $"{share} %",
                    FillColor = ChartStyle.Shade(share / 100d),
                    StrokeColor = ChartStyle.Faint,
                    StrokeThickness = 1,
                }
            );
        }

        ChartStyle.LegendAtRight(plot);
    }
}
