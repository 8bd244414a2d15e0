using ScottPlot;

namespace ImageTagging.Tool.Charts;

/// <summary>How often each tag occurs, as a picture.</summary>
internal static class TagDistributionPlot
{
    public static void Save(IReadOnlyList<TagCount> tags, string file)
    {
        using var plot = new Plot();
        plot.Title("Tag Distribution");
        plot.XLabel("Tags");
        plot.YLabel("Frequency");
        var bars = plot.Add.Bars(tags.Select((_, i) => (double)i), tags.Select(t => (double)t.Count));
        // Blue of the Okabe-Ito palette, which people with any colour vision tell apart.
        bars.Color = Color.FromHex("#0072B2");
        plot.Axes.Bottom.SetTicks([.. tags.Select((_, i) => (double)i)], [.. tags.Select(t => Shortened(t.Value))]);
        plot.Axes.Bottom.TickLabelStyle.Rotation = -45;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        var longest = tags.Count == 0 ? 0 : tags.Max(t => Shortened(t.Value).Length);
        plot.Axes.Bottom.MinimumSize = 50 + (longest * 5);
        plot.Axes.Left.MinimumSize = 70;
        plot.HideGrid();
        plot.Axes.Margins(bottom: 0);
        ChartFile.Save(plot, file, Math.Clamp(200 + (tags.Count * 24), 700, 4000), 560);
    }

    private static string Shortened(string tag) => tag.Length > 24 ? tag[..23] + "…" : tag;
}
