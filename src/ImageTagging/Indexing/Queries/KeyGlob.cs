using System.Buffers;
using System.Text;

namespace ImageTagging.Indexing;

/// <summary>Key patterns: <c>*</c> for any characters, <c>?</c> for one code point, <c>\</c> takes the meaning from the next; case counts.</summary>
public static class KeyGlob
{
    private static readonly SearchValues<char> s_special = SearchValues.Create("*?\\");

    /// <summary>Tells if a whole key matches. Takes time by the product of both lengths at worst.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it matches.</returns>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> key)
    {
        int p = 0,
            k = 0,
            star = -1,
            tried = 0;
        while (k < key.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, tried) = (++p, k);
            }
            else if (p < pattern.Length && MatchesOne(pattern, ref p, key, ref k))
            {
                // Both stand behind what matched.
            }
            else if (star >= 0)
            {
                tried += CodePoint(key, tried);
                (p, k) = (star, tried);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    /// <summary>The text that every match starts with, so that an engine need only look at that range of keys.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <returns>The text; empty where matches may start with anything.</returns>
    public static string LiteralPrefix(string pattern) => Literal(pattern, out _);

    /// <summary>The only key that matches.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <returns>The key; null where the pattern has <c>*</c> or <c>?</c>.</returns>
    public static string? ExactKey(string pattern) => Literal(pattern, out var whole) is var text && whole ? text : null;

    /// <summary>A pattern that matches just this text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The pattern.</returns>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(s_special))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 4);
        foreach (var c in text)
        {
            if (s_special.Contains(c))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string Literal(string pattern, out bool whole)
    {
        var text = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c is '*' or '?')
            {
                whole = false;
                return text.ToString();
            }

            text.Append(c == '\\' && i + 1 < pattern.Length ? pattern[++i] : c);
        }

        whole = true;
        return text.ToString();
    }

    // A pattern that ends in a lone backslash means that backslash.
    private static bool MatchesOne(ReadOnlySpan<char> pattern, ref int p, ReadOnlySpan<char> key, ref int k)
    {
        if (pattern[p] == '?')
        {
            p++;
            k += CodePoint(key, k);
            return true;
        }

        var at = pattern[p] == '\\' && p + 1 < pattern.Length ? p + 1 : p;
        if (pattern[at] != key[k])
        {
            return false;
        }

        p = at + 1;
        k++;
        return true;
    }

    private static int CodePoint(ReadOnlySpan<char> text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
}
