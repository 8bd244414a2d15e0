using System.Globalization;
using System.Text;

namespace ImageTagging.Telemetry;

/// <summary>Names from outside as a message may show them: no control characters, no length without end.</summary>
internal static class Printable
{
    private const int MaxLength = 300;

    /// <summary>The text with control characters and those that nobody sees escaped, cut where it is long.</summary>
    public static string Text(string text)
    {
        var plain = text.Length <= MaxLength;
        if (plain)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                plain &= !UnseenText.Misleads(rune);
            }
        }

        if (plain)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, MaxLength)).EnumerateRunes())
        {
            if (!UnseenText.Misleads(rune))
            {
                shown.Append(rune.ToString());
            }
            else if (rune.IsBmp)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
            }
        }

        return text.Length > MaxLength ? shown.Append('…').ToString() : shown.ToString();
    }
}
