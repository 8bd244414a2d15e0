using System.Text;

namespace ImageTagging.Metadata;

/// <summary>Text from pictures for people: on one line but for paragraphs, without what a terminal would obey.</summary>
internal static class FactText
{
    private const int Longest = 4000;

    public static string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        text = text.Length > Longest ? text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] : text;
        var clean = string.Concat(text.ReplaceLineEndings("\n").Where(c => c == '\n' || !char.IsControl(c))).Trim();
        return clean.Length == 0 || clean.EnumerateRunes().Any(r => r == Rune.ReplacementChar) ? null : clean;
    }
}
