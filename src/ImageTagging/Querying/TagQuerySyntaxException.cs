using System.Globalization;

namespace ImageTagging;

/// <summary>A query that cannot be read, with the place where reading ended.</summary>
public sealed class TagQuerySyntaxException : ImageTaggingException
{
    private const int Window = 60;

    /// <summary>A fault at a place of a query.</summary>
    /// <param name="problem">What is wrong, in a sentence.</param>
    /// <param name="query">The whole text.</param>
    /// <param name="column">The place, from 1, in UTF-16 characters.</param>
    public TagQuerySyntaxException(string problem, string query, int column)
        : base(string.Create(CultureInfo.InvariantCulture, $"{problem} (column {column})"))
    {
        ArgumentNullException.ThrowIfNull(query);
        (Problem, Column, Query) = (problem, column, query);
        (Kind, Code) = (FailureKind.Refused, "QuerySyntax");
    }

    /// <summary>The fault, without its place.</summary>
    public string Problem { get; }

    /// <summary>The place, from 1, in UTF-16 characters; one behind the last where something is missing at the end.</summary>
    public int Column { get; }

    /// <summary>The text that was read, as it came.</summary>
    public string Query { get; }

    /// <summary>Two lines for a terminal: the text around the place, control characters blanked, and a caret below it.</summary>
    public string Pointer
    {
        get
        {
            var at = Math.Clamp(Column - 1, 0, Query.Length);
            var start = Math.Max(0, at - Window);
            var shown = Query.AsSpan(start, Math.Min(Query.Length, at + Window) - start).ToString();
            var clean = string.Create(
                shown.Length,
                shown,
                static (to, from) =>
                {
                    for (var i = 0; i < to.Length; i++)
                    {
                        var kind = char.GetUnicodeCategory(from[i]);
                        to[i] = kind is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                            ? ' '
                            : from[i];
                    }
                }
            );
            return clean + "\n" + new string(' ', at - start) + "^";
        }
    }
}
