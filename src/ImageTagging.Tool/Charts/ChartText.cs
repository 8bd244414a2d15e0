using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace ImageTagging.Tool.Charts;

/// <summary>Text of any script: shaped, in its direction, each part in a font of the machine that has it.</summary>
internal static class ChartText
{
    private const int MostShown = 26;
    private static readonly ConcurrentDictionary<int, SKTypeface?> s_fallbacks = new();
    private static readonly Lazy<SKTypeface[]> s_installed = new(() =>
        [.. SKFontManager.Default.FontFamilies.Order(StringComparer.Ordinal).Select(SKTypeface.FromFamilyName)]
    );
    private static readonly Lazy<SKTypeface> s_face = new(() =>
    {
        string[] wanted = ["Arial", "Helvetica", "Liberation Sans", "Noto Sans", "DejaVu Sans"];
        var installed = SKFontManager.Default.FontFamilies.ToHashSet(StringComparer.Ordinal);
        return SKTypeface.FromFamilyName(wanted.FirstOrDefault(installed.Contains) ?? ScottPlot.Fonts.Sans);
    });

    /// <summary>The font of everything that it has.</summary>
    public static string Family => s_face.Value.FamilyName;

    /// <summary>Tells if the chart's own font shows a text as it is.</summary>
    public static bool IsPlain(string text) =>
        text.EnumerateRunes().All(r => (r.Value < 0x250 || r.Value is '…' or '–') && Has(r));

    /// <summary>How wide a text is drawn, in pixels.</summary>
    public static float Measure(string text, float size)
    {
        var width = 0f;
        foreach (var (face, part) in Parts(text))
        {
            using var font = new SKFont(face, size);
            using var shaper = new SKShaper(face);
            width += shaper.Shape(part, font).Width;
        }

        return width;
    }

    /// <summary>Draws a text rightwards from a point on its base line.</summary>
    public static void Draw(SKCanvas canvas, string text, SKPoint at, float size, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        foreach (var (face, part) in Parts(text))
        {
            using var font = new SKFont(face, size) { Edging = SKFontEdging.Antialias };
            using var shaper = new SKShaper(face);
            var shaped = shaper.Shape(part, at.X, at.Y, font);
            using var builder = new SKTextBlobBuilder();
            builder.AddPositionedRun([.. shaped.Codepoints.Select(c => (ushort)c)], font, shaped.Points);
            using var blob = builder.Build();
            if (blob is not null)
            {
                canvas.DrawText(blob, 0, 0, paint);
            }

            at.X += shaped.Width;
        }
    }

    /// <summary>The text as it is drawn: what no font has is written as its code point, as far as there is room for so long words.</summary>
    public static string Shown(string text)
    {
        string[] signs = [.. Signs.Of(text)];
        if (signs.All(s => FaceOf(s) is not null))
        {
            return text;
        }

        var shown = new StringBuilder();
        foreach (var sign in signs.Select(s => FaceOf(s) is null ? Escaped(s) : s))
        {
            if (shown.Length + sign.Length > MostShown)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(sign);
        }

        return shown.ToString();
    }

    private static List<(SKTypeface Face, string Text)> Parts(string text)
    {
        List<(SKTypeface Face, string Text, bool IsLeftwards)> parts = [];
        foreach (var sign in Signs.Of(Shown(text)))
        {
            var face = FaceOf(sign) ?? s_face.Value;
            var isLeftwards = Direction(sign) ?? (parts.Count > 0 && parts[^1].IsLeftwards);
            if (parts.Count > 0 && parts[^1].Face == face && parts[^1].IsLeftwards == isLeftwards)
            {
                parts[^1] = (face, parts[^1].Text + sign, isLeftwards);
            }
            else
            {
                parts.Add((face, sign, isLeftwards));
            }
        }

        Arrange(parts);
        return [.. parts.Select(p => (p.Face, p.Text))];
    }

    // From left to right, as the eye meets them: a text that begins leftwards goes leftwards as a whole.
    private static void Arrange(List<(SKTypeface Face, string Text, bool IsLeftwards)> parts)
    {
        var isLeftwards = parts.Count > 0 && parts[0].IsLeftwards;
        for (var from = 0; from < parts.Count; )
        {
            var to = from;
            while (to < parts.Count && parts[to].IsLeftwards == parts[from].IsLeftwards)
            {
                to++;
            }

            if (parts[from].IsLeftwards != isLeftwards)
            {
                parts.Reverse(from, to - from);
            }

            from = to;
        }

        if (isLeftwards)
        {
            parts.Reverse();
        }
    }

    private static SKTypeface? FaceOf(string sign)
    {
        if (sign.EnumerateRunes().All(Has))
        {
            return s_face.Value;
        }

        var face = s_fallbacks.GetOrAdd(Rune.GetRuneAt(sign, 0).Value, Fallback);
        return face is not null && sign.EnumerateRunes().All(r => IsInvisible(r) || face.ContainsGlyph(r.Value))
            ? face
            : s_installed.Value.FirstOrDefault(f => sign.EnumerateRunes().All(r => IsInvisible(r) || f.ContainsGlyph(r.Value)));
    }

    private static SKTypeface? Fallback(int rune) =>
        SKFontManager.Default.MatchCharacter(rune) is { } matched && matched.ContainsGlyph(rune)
            ? matched
            : s_installed.Value.FirstOrDefault(f => f.ContainsGlyph(rune));

    private static bool Has(Rune rune) => IsInvisible(rune) || s_face.Value.ContainsGlyph(rune.Value);

    // Joiners and selectors say how their neighbours look.
    private static bool IsInvisible(Rune rune) => rune.Value is 0x200C or 0x200D or (>= 0xFE00 and <= 0xFE0F);

    private static bool? Direction(string sign)
    {
        var first = Rune.GetRuneAt(sign, 0);
        return first.Value
                is >= 0x590
                    and <= 0x8FF
                    or >= 0xFB1D
                    and <= 0xFDFF
                    or >= 0xFE70
                    and <= 0xFEFE
                    or >= 0x10800
                    and <= 0x10FFF
                    or >= 0x1E800
                    and <= 0x1EFFF
                ? true
            : Rune.IsLetterOrDigit(first) || first.Value > 0x2E80 ? false
            : null;
    }

    private static string Escaped(string sign) =>
        string.Concat(
            sign.EnumerateRunes().Where(r => !IsInvisible(r)).Select(r => FormattableString.Invariant($"\\u{{{r.Value:x}}}"))
        );
}
