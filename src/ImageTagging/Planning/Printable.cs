using System.Globalization;
using System.Text;

namespace ImageTagging.Planning;

/// <summary>Names from outside as a message may show them: no control characters, no length without end.</summary>
internal static class Printable
{
    private const int MaxLength = 300;

    /// <summary>The text with control characters escaped, cut where it is long.</summary>
    public static string Text(string text)
    {
        var plain = text.Length <= MaxLength;
        for (var i = 0; plain && i < text.Length; i++)
        {
            plain = !IsHidden(text[i]);
        }

        if (plain)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (IsHidden(c))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                shown.Append(c);
            }
        }

        return text.Length > MaxLength ? shown.Append('…').ToString() : shown.ToString();
    }

    private static bool IsHidden(char c) =>
        char.IsControl(c)
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
