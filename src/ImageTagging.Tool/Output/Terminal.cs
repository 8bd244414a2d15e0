using System.Globalization;
using System.Text;

namespace ImageTagging.Tool.Output;

/// <summary>Makes text from outside harmless on a terminal and in lines.</summary>
internal static class Terminal
{
    private const int Joiner = 0x200D;

    /// <summary>
    /// Text in which what could steer a terminal or hide something (control, direction and zero-width characters) is written as an
    /// escape. Variation selectors are left out.
    /// </summary>
    public static string Safe(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        StringBuilder? safe = null;
        var at = 0;
        var before = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            var next = at + rune.Utf16SequenceLength;
            if (UnseenText.IsVariation(rune))
            {
                safe ??= new StringBuilder(text[..at]);
            }
            else if (UnseenText.Misleads(rune) && !(rune.Value == Joiner && IsDrawn(before) && IsDrawn(RuneAt(text, next))))
            {
                safe ??= new StringBuilder(text[..at]);
                safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                before = default;
            }
            else
            {
                safe?.Append(rune.ToString());
                before = rune;
            }

            at = next;
        }

        return safe?.ToString() ?? text;
    }

    // A joiner within an emoji is harmless and needed; elsewhere it hides between letters.
    private static bool IsDrawn(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    private static Rune RuneAt(string text, int at) =>
        at < text.Length && Rune.TryGetRuneAt(text, at, out var rune) ? rune : default;
}
