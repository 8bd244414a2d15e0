using System.Globalization;
using System.Text;

namespace ImageTagging.Tool.Output;

/// <summary>Makes text from outside harmless on a terminal and in lines.</summary>
internal static class Terminal
{
    /// <summary>Text in which what could steer a terminal (control characters, direction overrides) is written as an escape.</summary>
    public static string Safe(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        StringBuilder? safe = null;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var harmful =
                Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.Surrogate;
            // A joiner within an emoji is harmless and needed.
            if (harmful && rune.Value != 0x200D)
            {
                safe ??= new StringBuilder(text[..at]);
                safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
            else
            {
                safe?.Append(rune.ToString());
            }

            at += rune.Utf16SequenceLength;
        }

        return safe?.ToString() ?? text;
    }
}
