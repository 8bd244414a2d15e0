using System.Buffers;
using System.Text;

namespace ImageTagging;

/// <summary>The form of a tag's name: NFC, invariant lower case, trimmed, without control characters, at most 256 characters.</summary>
public static class TagName
{
    /// <summary>The most characters (UTF-16) that a tag has; longer names are cut.</summary>
    public const int MaxLength = 256;

    private static readonly SearchValues<char> s_plain = SearchValues.Create(" abcdefghijklmnopqrstuvwxyz0123456789-_'./&");

    /// <summary>The normal form of a name; empty where nothing is left of it.</summary>
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
            else
            {
                text.Append(rune.ToString());
            }
        }

        // The one capital that .NET leaves as it is, written as Unicode lowers it: engines that lower it themselves agree.
        var lower = CanonicalForm
            .Compose(text.ToString())
            .ToLowerInvariant()
            .Replace("\u0130", "i\u0307", StringComparison.Ordinal);
        var normal = CanonicalForm.Compose(lower).Trim(' ');
        if (normal.Length > MaxLength)
        {
            var end = char.IsHighSurrogate(normal[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
            normal = CanonicalForm.Compose(normal[..end].TrimEnd(' '));
        }

        return normal;
    }
}
