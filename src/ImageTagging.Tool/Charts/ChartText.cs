using System.Globalization;
using System.Text;
using OxyPlot;

namespace ImageTagging.Tool.Charts;

/// <summary>How much room text of any script needs, without a font: those who look at a chart have fonts that nobody knows here.</summary>
internal sealed class ChartText() : PdfRenderContext(1, 1, OxyColors.White)
{
    /// <summary>The fonts of charts, the first that the reader's machine has.</summary>
    public const string Family = "Arial, Helvetica, Liberation Sans, Noto Sans, DejaVu Sans, sans-serif";

    // Takes no room, and Terminal.Safe leaves none in a name.
    private const string Apart = "\u2060";

    private const int MostShown = 26;

    // Of a line, in times of its letters' size.
    private const double LineHeight = 1.25;

    // Widths are known in points; of these fonts the widest is so much wider than the one whose widths they are.
    private const double PixelsOfPoint = 96 / 72d;
    private const double Wider = 1.16;

    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        if (string.IsNullOrEmpty(text))
        {
            return OxySize.Empty;
        }

        var lines = text.Split('\n');
        return new(lines.Max(line => Width(line, fontSize, fontWeight)), LineHeight * fontSize * lines.Length);
    }

    /// <summary>How wide a text is about, in pixels.</summary>
    public static double Measure(string text, double size) =>
        new ChartText().MeasureText(Shown(text), Family, size, FontWeights.Normal).Width;

    /// <summary>The text as it is drawn: what no font can have is written as its code point, as far as there is room for so long words.</summary>
    public static string Shown(string text)
    {
        string[] signs = [.. Signs.Of(text)];
        if (!signs.Any(IsUnknown))
        {
            return text;
        }

        var shown = new StringBuilder();
        foreach (var sign in signs.Select(s => IsUnknown(s) ? Escaped(s) : s))
        {
            if (shown.Length + sign.Length > MostShown)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(sign);
        }

        return shown.ToString();
    }

    /// <summary>A text that the plot does not read as a formula: <c>^{2}</c> and <c>_{2}</c> would be raised and lowered.</summary>
    public static string Literal(string text) =>
        text.Replace("^{", $"^{Apart}{{", StringComparison.Ordinal).Replace("_{", $"_{Apart}{{", StringComparison.Ordinal);

    /// <summary>A drawing with its texts as they were before <see cref="Literal" />.</summary>
    public static string Drawn(string svg) => svg.Replace(Apart, "", StringComparison.Ordinal);

    private double Width(string line, double fontSize, double fontWeight)
    {
        var known = new StringBuilder();
        var width = 0d;
        foreach (var sign in Signs.Of(line))
        {
            var rune = Rune.GetRuneAt(sign, 0).Value;
            if (rune < 0x100)
            {
                known.Append(sign);
            }
            else if (sign != Apart)
            {
                // Ideographs, syllables and pictures fill a square and more, letters of all others at most most of one.
                width +=
                    rune >= 0x1F000 ? 1.35
                    : rune >= 0x1100 ? 1
                    : 0.65;
            }
        }

        return (base.MeasureText(known.ToString(), "Arial", fontSize, fontWeight).Width * PixelsOfPoint * Wider)
            + (width * fontSize);
    }

    private static bool IsUnknown(string sign) =>
        sign.EnumerateRunes()
            .Any(r => Rune.GetUnicodeCategory(r) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Escaped(string sign) =>
        string.Concat(sign.EnumerateRunes().Select(r => FormattableString.Invariant($"\\u{{{r.Value:x}}}")));
}
