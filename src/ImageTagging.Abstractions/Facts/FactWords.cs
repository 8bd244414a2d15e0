namespace ImageTagging;

/// <summary>The words of cameras, lenses, names and titles that searches compare: letters and digits in the form of tags' names.</summary>
public static class FactWords
{
    /// <summary>The most words of one text; what follows is not searched.</summary>
    public const int Most = 64;

    /// <summary>The words of a text, each once, in the order in which they stand there.</summary>
    /// <param name="text">The text; of a long one its beginning counts (<see cref="TagName.MaxLength"/>).</param>
    /// <returns>The words; empty where there are none.</returns>
    public static IReadOnlyList<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = TagName.Normalize(text);
        var words = new List<string>();
        for (var at = 0; at < normal.Length && words.Count < Most; )
        {
            var end = at;
            while (end < normal.Length && IsOfWord(normal, end))
            {
                end++;
            }

            if (end > at && normal[at..end] is var word && !words.Contains(word, StringComparer.Ordinal))
            {
                words.Add(word);
            }

            at = end + 1;
        }

        return words;
    }

    // A mark belongs to the letter before it, and half of a surrogate pair to a character of its own.
    private static bool IsOfWord(string text, int at) =>
        char.IsLetterOrDigit(text, at)
        || char.IsSurrogate(text[at])
        || char.GetUnicodeCategory(text[at])
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
