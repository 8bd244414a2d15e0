using System.Buffers;

namespace ImageTagging.Querying;

/// <summary>Words and characters of the query language.</summary>
internal static class QuerySyntax
{
    public const string Fields = "key, source, category, status, modified, has and any";

    /// <summary>The field whose value is a list of alternatives.</summary>
    public const string AnyOf = "any";

    private static readonly SearchValues<string> s_keywords = SearchValues.Create(
        ["untagged", "failed", "gone", "*"],
        StringComparison.OrdinalIgnoreCase
    );

    public static bool IsKeyword(string word) => s_keywords.Contains(word);

    /// <summary>Whether a character ends an unquoted tag.</summary>
    public static bool EndsTag(char c) => char.IsWhiteSpace(c) || c is '(' or ')' or '"' or '<' or '>' or '=' or ':' or '*';

    /// <summary>Whether a character ends an unquoted value of a field.</summary>
    public static bool EndsValue(char c) => char.IsWhiteSpace(c) || c is '(' or ')' or '"';

    /// <summary>Whether a tag in its normal form needs no quotes.</summary>
    public static bool IsPlainTag(string name) =>
        name.Length > 0
        && name[0] != '-'
        && !IsKeyword(name)
        && name.All(c => char.IsLetterOrDigit(c) || "-_./&'+#".Contains(c, StringComparison.Ordinal));

    /// <summary>Whether a field's value needs no quotes.</summary>
    public static bool IsPlainValue(string value) =>
        value.Length > 0 && value.All(c => char.IsLetterOrDigit(c) || "-_./&'+#:*?\\@,~%=".Contains(c, StringComparison.Ordinal));
}
