using ImageTagging.Querying;

namespace ImageTagging.Searching;

/// <summary>A query that is still being typed: its last word, and what stands before it.</summary>
/// <param name="Before">What stays as it is.</param>
/// <param name="Word">What is being typed, in the normal form of names.</param>
internal readonly record struct TypedText(string Before, string Word)
{
    /// <summary>The last words, longest run first: <c>mobile ph</c> may be the start of one tag or two tags.</summary>
    public static IReadOnlyList<TypedText> Of(string text)
    {
        var quote = OpenQuote(text);
        if (quote >= 0)
        {
            return Wanted(text[..quote], text[(quote + 1)..]);
        }

        List<TypedText> all = [];
        for (var start = WordStart(text, text.Length); all.Count < 3; start = WordStart(text, start - 1))
        {
            all.InsertRange(0, Wanted(text[..start], text[start..]));
            if (all.Count == 0 || start < 2 || !char.IsWhiteSpace(text[start - 1]) || char.IsWhiteSpace(text[start - 2]))
            {
                break;
            }

            var before = text[WordStart(text, start - 1)..(start - 1)];
            if (before is "OR" or "AND" or "NOT" or "" || before.Contains(':', StringComparison.Ordinal))
            {
                break;
            }
        }

        return all;
    }

    /// <summary>The place that is being typed behind <c>place:</c>; null where none is.</summary>
    public static TypedText? OfPlace(string text)
    {
        const string Field = "place:";
        var quote = OpenQuote(text);
        var end = quote >= 0 ? quote : text.Length;
        var start = WordStart(text, end);
        var word = text.AsSpan(start, end - start);
        if (!word.StartsWith(Field, StringComparison.OrdinalIgnoreCase) || (quote >= 0 && word.Length > Field.Length))
        {
            return null;
        }

        var name = quote >= 0 ? text[(quote + 1)..] : word[Field.Length..].ToString();
        return TagName.Normalize(name) is { Length: > 0 } normal ? new(text[..start], normal) : null;
    }

    /// <summary>The whole text with a name in place of the word.</summary>
    public string With(string name) =>
        Before + (QuerySyntax.IsPlainTag(name) ? name : "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");

    private static IReadOnlyList<TypedText> Wanted(string before, string word) =>
        word.Contains(':', StringComparison.Ordinal) || TagName.Normalize(word) is not { Length: > 0 } normal
            ? []
            : [new(before, normal)];

    private static int OpenQuote(string text)
    {
        var at = -1;
        for (var i = 0; i < text.Length; i++)
        {
            at =
                text[i] != '"' ? at
                : at < 0 ? i
                : -1;
        }

        return at;
    }

    // A minus negates only where a word begins.
    private static int WordStart(string text, int end)
    {
        var start = end;
        while (start > 0 && !QuerySyntax.EndsValue(text[start - 1]))
        {
            start--;
        }

        while (start < end && text[start] == '-')
        {
            start++;
        }

        return start;
    }
}
