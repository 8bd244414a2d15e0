using System.Globalization;
using ScottPlot;

namespace ImageTagging.Tool.Charts;

/// <summary>The charts of an index.</summary>
internal static class IndexCharts
{
    // Shapes tell lines apart where colours cannot.
    private static readonly MarkerShape[] s_markers =
    [
        MarkerShape.FilledCircle,
        MarkerShape.FilledSquare,
        MarkerShape.FilledTriangleUp,
        MarkerShape.FilledDiamond,
        MarkerShape.OpenCircle,
        MarkerShape.OpenSquare,
        MarkerShape.FilledTriangleDown,
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
        return ChartStyle.Finish(plot, Math.Max(width, 760), 560);
    }

    /// <summary>Of the pictures that have the tag at the left, how many have the one below.</summary>
    public static Chart Together(TagsTogether together)
    {
        var plot = ChartStyle.Create("Tags Together", "… also have", "Of the pictures with …");
        var size = together.Tags.Count;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                Cell(plot, together.Share(row, column), column, size - 1 - row, withText: size <= 16 && row != column);
            }
        }

        ChartStyle.NameAcross(plot, together.Tags, turned: true);
        var names = together.Tags.Reverse().Select(ChartStyle.Shortened).ToArray();
        plot.Axes.Left.SetTicks([.. names.Select((_, i) => (double)i)], names);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.MinimumSize = Math.Max(
            plot.Axes.Left.MinimumSize,
            44 + (size == 0 ? 0 : names.Max(n => ChartText.Measure(n, 12)) * 1.05f)
        );
        plot.HideGrid();
        Shades(plot);
        plot.Axes.SetLimits(-0.5, Math.Max(size, 1) - 0.5, -0.5, Math.Max(size, 1) - 0.5);
        if (size == 0)
        {
            ChartStyle.SayEmpty(plot, "No tags");
        }

        // Small squares, so that a picture of many is seen at its own size, and its labels with it.
        var side = Math.Max(Math.Min(size, 20) * 34, Math.Max(size * ChartStyle.LeastColumn, 360));
        return ChartStyle.Finish(plot, side + 340, side + 240);
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

        return ChartStyle.Finish(plot, 760, 460);
    }

    /// <summary>Pictures of each month or longer period, all and those of the most frequent tags.</summary>
    public static Chart OverTime(TagsByPeriod time)
    {
        var plot = ChartStyle.Create("Tags over Time", $"{Capital(time.Unit)} in which the picture was modified", "Pictures");
        if (time.LeftOut is { } leftOut)
        {
            plot.XLabel($"{plot.Axes.Bottom.Label.Text}\n({leftOut})");
        }

        double[] at = [.. time.Periods.Select((_, i) => (double)i)];
        for (var i = 0; i < time.Lines.Count; i++)
        {
            var line = plot.Add.Scatter(at, time.Lines[i].Counts.Select(c => (double)c).ToArray());
            var isAll = time.Lines[i].Tag is null;
            line.LegendText = isAll ? "all pictures" : ChartStyle.Shortened(time.Lines[i].Tag!);
            line.Color = isAll ? Color.FromHex("#B8C2CC") : ChartStyle.Colour(i - 1);
            // No dashes: Skia cannot write them as SVG.
            line.LineWidth = isAll ? 4 : 2;
            line.MarkerShape = s_markers[i % s_markers.Length];
            line.MarkerSize = 6;
        }

        Name(plot, time);
        ChartStyle.CountUp(plot);
        plot.Axes.SetLimitsY(0, Math.Max(1, time.Lines.SelectMany(l => l.Counts).DefaultIfEmpty().Max() * 1.08));
        plot.Axes.Left.MinimumSize = 76;
        if (at.Length == 0)
        {
            ChartStyle.SayEmpty(plot, "No pictures");
        }
        else
        {
            ChartStyle.LegendAtRight(plot);
        }

        return ChartStyle.Finish(plot, 1_000, 460);
    }

    private static void Bars(Plot plot, double[] counts)
    {
        var bars = plot.Add.Bars(counts);
        bars.Color = ChartStyle.Bars;
        foreach (var bar in bars.Bars)
        {
            bar.LineWidth = 0;
            bar.Size = 0.74;
        }

        ChartStyle.CountUp(plot);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(-0.6, Math.Max(counts.Length, 1) - 0.4, 0, Math.Max(1, counts.DefaultIfEmpty().Max() * 1.06));
    }

    private static void Cell(Plot plot, double share, int across, int up, bool withText)
    {
        var cell = plot.Add.Rectangle(across - 0.5, across + 0.5, up - 0.5, up + 0.5);
        cell.FillColor = ChartStyle.Shade(share);
        cell.LineColor = Color.FromHex("#E4E7EB");
        cell.LineWidth = 0.5f;
        if (withText && share > 0)
        {
            var text = plot.Add.Text(Math.Round(share * 100).ToString(CultureInfo.InvariantCulture), across, up);
            text.LabelAlignment = Alignment.MiddleCenter;
            text.LabelFontSize = 11;
            text.LabelFontColor = share > 0.5 ? Colors.White : Color.FromHex("#323F4B");
        }
    }

    private static void Name(Plot plot, TagsByPeriod time)
    {
        // As many labels as have room, each at the start of its period.
        var most = time.Step > 12 ? 7 : 9;
        var every = Math.Max(1, (int)Math.Ceiling(time.Periods.Count / (double)most));
        int[] labelled = [.. Enumerable.Range(0, time.Periods.Count).Where(i => i % every == 0)];
        plot.Axes.Bottom.SetTicks([.. labelled.Select(i => (double)i)], [.. labelled.Select(time.Name)]);
        plot.Axes.SetLimitsX(-0.6, Math.Max(time.Periods.Count, 1) - 0.4);
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static void Shades(Plot plot)
    {
        foreach (var share in (int[])[100, 75, 50, 25, 0])
        {
            plot.Legend.ManualItems.Add(
                new()
                {
                    LabelText = $"{share} %",
                    FillColor = ChartStyle.Shade(share / 100d),
                    OutlineColor = Color.FromHex("#9AA5B1"),
                    OutlineWidth = 1,
                }
            );
        }

        ChartStyle.LegendAtRight(plot);
    }
}
