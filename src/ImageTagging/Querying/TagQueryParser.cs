using System.Diagnostics.CodeAnalysis;
using ImageTagging.Querying;

namespace ImageTagging;

/// <summary>Reads queries as people write them; docs/search.md describes the language.</summary>
public static class TagQueryParser
{
    /// <summary>The most characters of a query: 65,536.</summary>
    public const int MaxLength = 65_536;

    /// <summary>The most levels of parentheses: 128.</summary>
    public const int MaxDepth = 128;

    /// <summary>Reads a query; an empty one is every image.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The query.</returns>
    /// <exception cref="TagQuerySyntaxException">It cannot be read; the exception points at the column.</exception>
    public static TagQuery Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new QueryReader(text).Read();
    }

    /// <summary>Reads a query; false, with the fault, where it cannot be read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="query">The query; null where the text is none.</param>
    /// <param name="fault">What is wrong with it; null where nothing is.</param>
    /// <returns>Whether the text is a query.</returns>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out TagQuery? query,
        [NotNullWhen(false)] out TagQuerySyntaxException? fault
    )
    {
        try
        {
            (query, fault) = (Parse(text), null);
            return true;
        }
        catch (TagQuerySyntaxException caught)
        {
            (query, fault) = (null, caught);
            return false;
        }
    }
}
