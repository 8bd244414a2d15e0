using System.Globalization;
using ImageTagging.Tool.Output;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace ImageTagging.Tool.Charts;

/// <summary>Colours and labels that all charts share.</summary>
internal static class ChartStyle
{
    /// <summary>Pixels between names that are turned, at the least.</summary>
    public const int LeastColumn = 18;

    /// <summary>Pixels for the numbers at the side and what they are, at the least.</summary>
    public const double LeastLeft = 76;

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

    public static OxyColor Bars => Colour(0);

    public static OxyColor Ink { get; } = OxyColor.Parse("#323F4B");

    public static OxyColor Rule { get; } = OxyColor.Parse("#E4E7EB");

    public static OxyColor Faint { get; } = OxyColor.Parse("#9AA5B1");

    public static OxyColor Colour(int number) => OxyColor.Parse(s_colours[number % s_colours.Length]);

    /// <summary>A shade for a share from 0 to 1.</summary>
    public static OxyColor Shade(double share)
    {
        var at = Math.Clamp(share, 0, 1) * (s_shades.Length - 1);
        var low = Math.Min((int)at, s_shades.Length - 2);
        var (a, b, part) = (s_shades[low], s_shades[low + 1], at - low);
        return OxyColor.FromRgb(Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + ((to - from) * part));
    }

    /// <summary>A plot with the house's look: its axes are <see cref="Across" /> and <see cref="Up" />.</summary>
    public static PlotModel Create(string title, string across, string up)
    {
        var plot = new PlotModel
        {
            Title = title,
            TitleFontSize = 18,
            DefaultFont = ChartText.Family,
            TextColor = Ink,
            Background = OxyColors.White,
            PlotAreaBorderColor = Ink,
            PlotAreaBorderThickness = new(1, 0, 0, 1),
            Padding = new(12),
            Culture = CultureInfo.InvariantCulture,
        };
        plot.Axes.Add(Axis(AxisPosition.Bottom, across));
        plot.Axes.Add(Axis(AxisPosition.Left, up));
        return plot;
    }

    public static LinearAxis Across(PlotModel plot) => (LinearAxis)plot.Axes[0];

    public static LinearAxis Up(PlotModel plot) => (LinearAxis)plot.Axes[1];

    /// <summary>The part of both axes that is seen.</summary>
    public static void Show(PlotModel plot, double left, double right, double bottom, double top)
    {
        (Across(plot).Minimum, Across(plot).Maximum) = (left, right);
        (Up(plot).Minimum, Up(plot).Maximum) = (bottom, top);
    }

    /// <summary>A name at each whole number, or at every so many of them.</summary>
    public static void Name(LinearAxis axis, IReadOnlyList<string> names, int every = 1)
    {
        axis.MajorStep = every;
        axis.MinorTickSize = 0;
        axis.LabelFormatter = at =>
            Math.Round(at) is >= 0 and var whole && whole < names.Count && Math.Abs(at - whole) < 1e-6 ? names[(int)whole] : "";
    }

    /// <summary>Names below the columns, turned where they are many or long.</summary>
    public static void NameAcross(PlotModel plot, IReadOnlyList<string> names, bool turned)
    {
        string[] shown = [.. names.Select(Shortened)];
        var axis = Across(plot);
        Name(axis, shown);
        axis.TickStyle = TickStyle.None;
        axis.MajorGridlineStyle = LineStyle.None;
        double[] widths = [.. shown.Select(s => ChartText.Measure(s, plot.DefaultFontSize))];
        if (turned)
        {
            axis.Angle = -45;
        }

        // Turned labels reach out to the left, the first ones farthest.
        var reach = turned ? widths.Select((w, i) => 20 + (w * 0.75) - (i * LeastColumn)).DefaultIfEmpty().Max() : 0;
        plot.PlotMargins = new(Math.Max(LeastLeft, reach), double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Whole numbers up the side, with thousands apart.</summary>
    public static void CountUp(PlotModel plot)
    {
        Up(plot).MinimumMajorStep = 1;
        Up(plot).StringFormat = "N0";
    }

    public static void LegendAtRight(PlotModel plot) => Legend(plot, LegendPosition.RightTop, LegendOrientation.Vertical);

    public static void LegendBelow(PlotModel plot) => Legend(plot, LegendPosition.BottomCenter, LegendOrientation.Horizontal);

    /// <summary>A line through points, marked at each.</summary>
    public static LineSeries Line(PlotModel plot, IEnumerable<(double X, double Y)> points, OxyColor colour, double marks)
    {
        var line = new LineSeries
        {
            Color = colour,
            StrokeThickness = 2,
            MarkerType = marks > 0 ? MarkerType.Circle : MarkerType.None,
            MarkerSize = marks,
            MarkerFill = colour,
        };
        line.Points.AddRange(points.Select(p => new DataPoint(p.X, p.Y)));
        plot.Series.Add(line);
        return line;
    }

    /// <summary>A text whose middle is at a point.</summary>
    public static void Write(PlotModel plot, string text, double across, double up, double size, OxyColor colour) =>
        plot.Annotations.Add(
            new TextAnnotation
            {
                Text = text,
                TextPosition = new(across, up),
                TextHorizontalAlignment = HorizontalAlignment.Center,
                TextVerticalAlignment = VerticalAlignment.Middle,
                FontSize = size,
                TextColor = colour,
                StrokeThickness = 0,
            }
        );

    /// <summary>Says in the middle why there is nothing to see.</summary>
    /// <param name="plot">The plot; its side goes to 1.</param>
    /// <param name="why">What is said.</param>
    /// <param name="middle">Where the middle of columns is that are named all the same.</param>
    public static void SayEmpty(PlotModel plot, string why, double? middle = null)
    {
        if (middle is null)
        {
            Show(plot, 0, 1, 0, 1);
        }

        Write(plot, why, middle ?? 0.5, 0.5, 16, OxyColor.Parse("#52606D"));
    }

    /// <summary>A name of at most 24 signs without anything that is not to be seen.</summary>
    public static string Shortened(string name) => ChartText.Literal(ChartText.Shown(Terminal.Safe(Signs.Shortened(name, 24))));

    private static LinearAxis Axis(AxisPosition position, string title) =>
        new()
        {
            Position = position,
            Title = title,
            TitleFontWeight = FontWeights.Bold,
            TicklineColor = Ink,
            MinorTickSize = 0,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = Rule,
            AxisTitleDistance = 14,
        };

    private static void Legend(PlotModel plot, LegendPosition position, LegendOrientation orientation) =>
        plot.Legends.Add(
            new Legend
            {
                LegendPlacement = LegendPlacement.Outside,
                LegendPosition = position,
                LegendOrientation = orientation,
                LegendBorderThickness = 0,
                LegendMargin = 12,
                LegendItemSpacing = 24,
            }
        );
}
