using System.Buffers;
using System.Text;

namespace ImageTagging;

/// <summary>
/// The form of a tag's name: NFC, Unicode's case folding, trimmed, without control characters and without those that nobody sees
/// (zero-width, bidirectional), at most 256 characters.
/// </summary>
public static class TagName
{
    /// <summary>The most characters (UTF-16) that a tag has; longer names are cut.</summary>
    public const int MaxLength = 256;

    private static readonly SearchValues<char> s_plain = SearchValues.Create(" abcdefghijklmnopqrstuvwxyz0123456789-_'./&");

    /// <summary>The normal form of a name; empty where nothing is left of it.</summary>
    /// <param name="name">The name, as somebody wrote it.</param>
    /// <returns>The one form that is stored and compared; empty where nothing is left.</returns>
    public static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (
            name.Length is > 0 and <= MaxLength
            && !name.AsSpan().ContainsAnyExcept(s_plain)
            && name[0] != ' '
            && name[^1] != ' '
            && !name.Contains("  ", StringComparison.Ordinal)
        )
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            // Runs of white space and control characters (the separator U+001F among them) become one space.
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (text.Length > 0 && text[^1] != ' ')
                {
                    text.Append(' ');
                }
            }
            else if (!UnseenText.Contains(rune))
            {
                text.Append(rune.ToString());
            }
        }

        var lower = CanonicalForm.Compose(text.ToString()).ToLowerInvariant();
        var normal = CanonicalForm.Compose(CaseFolding.Fold(lower)).Trim(' ');
        if (normal.Length > MaxLength)
        {
            var end = char.IsHighSurrogate(normal[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
            normal = CanonicalForm.Compose(normal[..end].TrimEnd(' '));
        }

        return normal;
    }
}
