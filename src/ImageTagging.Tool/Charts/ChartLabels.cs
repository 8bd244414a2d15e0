using System.Globalization;
using System.Security;
using System.Text.RegularExpressions;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace ImageTagging.Tool.Charts;

/// <summary>Labels that one font cannot show: stand-ins of the same width keep their places in the plot, and each is drawn there.</summary>
internal sealed partial class ChartLabels
{
    private const float Size = 12;
    private readonly Plot _plot;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Puts stand-ins into a plot's axes and legend.</summary>
    public ChartLabels(Plot plot)
    {
        _plot = plot;
        HashSet<string> known = new(StringComparer.Ordinal);
        Replace(label =>
        {
            known.Add(label);
            return label;
        });
        Replace(label => ChartText.IsPlain(label) ? label : StandIn(label, known));
    }

    /// <summary>A drawing with the labels as text, whose fonts are for the reader's machine to find.</summary>
    public string WriteInto(string svg) =>
        Text().Replace(svg, m => _texts.TryGetValue(m.Groups["text"].Value, out var text) ? Element(new(m), text) : m.Value);

    /// <summary>Draws the plot and its labels.</summary>
    /// <param name="canvas">As large as the plot.</param>
    /// <param name="svg">The same plot as a drawing, which says where the stand-ins are.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public void Draw(SKCanvas canvas, string svg, int width, int height)
    {
        var kept = new Queue<string>();
        Replace(label =>
        {
            kept.Enqueue(label);
            return _texts.ContainsKey(label) ? Blank(label) : label;
        });
        _plot.Render(canvas, width, height);
        Replace(_ => kept.Dequeue());
        foreach (Match match in Text().Matches(svg))
        {
            if (_texts.TryGetValue(match.Groups["text"].Value, out var text))
            {
                var place = new Place(match);
                canvas.Save();
                canvas.Concat(place.Matrix);
                var left = place.IsEnd ? -ChartText.Measure(text, Size) : place.X;
                ChartText.Draw(canvas, text, new SKPoint(left, place.Y), Size, SKColor.Parse(place.Colour));
                canvas.Restore();
            }
        }
    }

    private static string Element(Place place, string text) =>
        FormattableString.Invariant(
            $"<text fill=\"{place.Colour}\"{place.Transform} font-size=\"{Size}\" font-family=\"{ChartText.Family}, Arial, sans-serif\" direction=\"ltr\" unicode-bidi=\"plaintext\" text-anchor=\"{(place.IsEnd ? "end" : "start")}\" x=\"{(place.IsEnd ? 0 : place.X)}\" y=\"{place.Y}\">{SecurityElement.Escape(text)}</text>"
        );

    private static string Blank(string standIn) =>
        new('\u00A0', Math.Max(1, (int)MathF.Round(ChartText.Measure(standIn, Size) / ChartText.Measure("\u00A0", Size))));

    private string StandIn(string label, HashSet<string> known)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"q{_texts.Count}q");
        var more = (ChartText.Measure(label, Size) - ChartText.Measure(start, Size)) / ChartText.Measure("n", Size);
        var standIn = start + new string('n', Math.Max(0, (int)MathF.Round(more)));
        while (!known.Add(standIn))
        {
            standIn += "n";
        }

        _texts[standIn] = label;
        return standIn;
    }

    private void Replace(Func<string, string> by)
    {
        foreach (var item in _plot.GetPlottables().OfType<IHasLegendText>().Where(i => !string.IsNullOrEmpty(i.LegendText)))
        {
            item.LegendText = by(item.LegendText);
        }

        foreach (var axis in _plot.Axes.GetAxes())
        {
            if (axis.TickGenerator is NumericManual ticks)
            {
                // Before the first drawing it shows none.
                using var paint = Paint.NewDisposablePaint();
                ticks.Regenerate(new CoordinateRange(-1e9, 1e9), axis.Edge, 1_000, paint, axis.TickLabelStyle);
                axis.TickGenerator = new NumericManual([
                    .. ticks.Ticks.Select(t => t.IsMajor ? Tick.Major(t.Position, by(t.Label)) : t),
                ]);
            }
        }
    }

    [GeneratedRegex("<text (?<attributes>[^>]*)>\\s*(?<text>[a-z0-9]+)\\s*</text>")]
    private static partial Regex Text();

    /// <summary>Where a text is: labels of axes end at their point, those of legends begin there.</summary>
    private sealed class Place(Match match)
    {
        private readonly string _attributes = match.Groups["attributes"].Value;

        public string Colour => Attribute("fill") ?? "#323F4B";

        public float X => First("x");

        public float Y => First("y");

        public bool IsEnd => X < -1;

        public string Transform => Attribute("transform") is { } transform ? $" transform=\"{transform}\"" : "";

        public SKMatrix Matrix =>
            Attribute("transform") switch
            {
                null => SKMatrix.Identity,
                var t when Numbers(t) is [var x, var y] => SKMatrix.CreateTranslation(x, y),
                var t when Numbers(t) is [var a, var b, var c, var d, var e, var f] => new SKMatrix(a, c, e, b, d, f, 0, 0, 1),
                var t => throw new InvalidOperationException($"'{t}' is no place."),
            };

        private float First(string name) => Numbers(Attribute(name) ?? "0")[0];

        private string? Attribute(string name)
        {
            var start = $" {name}=\"";
            var at = (" " + _attributes).IndexOf(start, StringComparison.Ordinal);
            return at < 0 ? null : (" " + _attributes)[(at + start.Length)..].Split('"', 2)[0];
        }

        private static float[] Numbers(string text) =>
            [
                .. text.Split(['(', ')', ' ', ','], StringSplitOptions.RemoveEmptyEntries)
                    .Where(n => n is not ("translate" or "matrix"))
                    .Select(n => float.Parse(n, CultureInfo.InvariantCulture)),
            ];
    }
}
