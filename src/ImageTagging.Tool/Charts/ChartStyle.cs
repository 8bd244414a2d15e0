using System.Globalization;
using ImageTagging.Tool.Output;
using ScottPlot;

namespace ImageTagging.Tool.Charts;

/// <summary>Colours and labels that all charts share.</summary>
internal static class ChartStyle
{
    /// <summary>Pixels between names that are turned, at the least.</summary>
    public const int LeastColumn = 18;

    // The Okabe-Ito palette, which people with any colour vision tell apart; its yellow is too pale on white.
    private static readonly string[] s_colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    // Light to dark in one hue, so that it reads in grey too.
    private static readonly (byte R, byte G, byte B)[] s_shades =
    [
        (255, 255, 255),
        (198, 219, 239),
        (107, 174, 214),
        (33, 113, 181),
        (8, 48, 107),
    ];

    /// <summary>How many colours tell lines apart.</summary>
    public static int Colours => s_colours.Length;

    public static Color Bars => Colour(0);

    public static Color Colour(int number) => Color.FromHex(s_colours[number % s_colours.Length]);

    /// <summary>A shade for a share from 0 to 1.</summary>
    public static Color Shade(double share)
    {
        var at = Math.Clamp(share, 0, 1) * (s_shades.Length - 1);
        var low = Math.Min((int)at, s_shades.Length - 2);
        var (a, b, part) = (s_shades[low], s_shades[low + 1], at - low);
        return new(Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + ((to - from) * part));
    }

    /// <summary>A plot with the house's look.</summary>
    public static Plot Create(string title, string across, string up)
    {
        var plot = new Plot();
        plot.Title(title, size: 18);
        plot.XLabel(across);
        plot.YLabel(up);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Color.FromHex("#E4E7EB");
        plot.Axes.Color(Color.FromHex("#323F4B"));
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        return plot;
    }

    /// <summary>Names below the columns, turned where they are many or long.</summary>
    public static void NameAcross(Plot plot, IReadOnlyList<string> names, bool turned)
    {
        var shown = names.Select(Shortened).ToArray();
        var axis = plot.Axes.Bottom;
        axis.SetTicks([.. shown.Select((_, i) => (double)i)], shown);
        axis.MajorTickStyle.Length = 0;
        float[] widths = [.. shown.Select(s => ChartText.Measure(s, 12))];
        if (turned)
        {
            axis.TickLabelStyle.Rotation = -45;
            axis.TickLabelStyle.Alignment = Alignment.MiddleRight;
            axis.TickLabelStyle.OffsetY = 4;
            axis.MinimumSize = 48 + (widths.DefaultIfEmpty().Max() * 0.8f);
        }

        // Turned labels reach out to the left, the first ones farthest.
        var reach = turned ? widths.Select((w, i) => 20 + (w * 0.8f) - (i * LeastColumn)).DefaultIfEmpty().Max() : 0;
        plot.Axes.Left.MinimumSize = Math.Max(76, reach);
    }

    /// <summary>Whole numbers up the side, with thousands apart.</summary>
    public static void CountUp(Plot plot)
    {
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = n => n.ToString("N0", CultureInfo.InvariantCulture),
        };
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Margins(bottom: 0);
    }

    public static void LegendAtRight(Plot plot)
    {
        plot.ShowLegend(Edge.Right);
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
    }

    /// <summary>Says in the middle why there is nothing to see.</summary>
    /// <param name="plot">The plot; its side goes to 1.</param>
    /// <param name="why">What is said.</param>
    /// <param name="middle">Where the middle of columns is that are named all the same.</param>
    public static void SayEmpty(Plot plot, string why, double? middle = null)
    {
        if (middle is null)
        {
            plot.Axes.SetLimits(0, 1, 0, 1);
        }

        var text = plot.Add.Text(why, middle ?? 0.5, 0.5);
        text.LabelAlignment = Alignment.MiddleCenter;
        text.LabelFontSize = 16;
        text.LabelFontColor = Color.FromHex("#52606D");
    }

    /// <summary>The plot in the house's font, with labels of any script.</summary>
    public static Chart Finish(Plot plot, int width, int height)
    {
        plot.Font.Set(ChartText.Family);
        plot.Legend.FontName = ChartText.Family;
        foreach (var text in plot.GetPlottables<ScottPlot.Plottables.Text>())
        {
            text.LabelFontName = ChartText.Family;
        }

        return new(plot, width, height);
    }

    /// <summary>A name of at most 24 signs without anything that is not to be seen.</summary>
    public static string Shortened(string name) => Terminal.Safe(Signs.Shortened(name, 24));
}
