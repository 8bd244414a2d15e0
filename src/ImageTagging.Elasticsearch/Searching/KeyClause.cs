using System.Text;
using System.Text.Json;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>A key pattern as a term, a prefix or a wildcard.</summary>
internal static class KeyClause
{
    /// <summary>The keys that match a pattern.</summary>
    public static void Write(Utf8JsonWriter writer, string pattern)
    {
        if (KeyGlob.ExactKey(pattern) is { } exact)
        {
            Clauses.Term(writer, "key", exact);
            return;
        }

        var prefix = KeyGlob.LiteralPrefix(pattern);
        var isPrefix = string.Equals(KeyGlob.Escape(prefix) + "*", pattern, StringComparison.Ordinal);
        writer.WriteStartObject();
        writer.WriteStartObject(isPrefix ? "prefix"u8 : "wildcard"u8);
        writer.WriteStartObject("key"u8);
        writer.WriteString("value"u8, isPrefix ? prefix : Wildcard(pattern));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // The servers' own patterns are the same but for a lone backslash at the end; stars in a row cost them much.
    private static string Wildcard(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 1);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                text.Append('\\').Append(i + 1 < pattern.Length ? pattern[++i] : '\\');
            }
            else if (pattern[i] != '*' || i == 0 || pattern[i - 1] != '*' || text[^1] != '*' || IsEscaped(text))
            {
                text.Append(pattern[i]);
            }
        }

        return text.ToString();

        static bool IsEscaped(StringBuilder text)
        {
            var slashes = 0;
            for (var i = text.Length - 2; i >= 0 && text[i] == '\\'; i--)
            {
                slashes++;
            }

            return slashes % 2 == 1;
        }
    }
}
