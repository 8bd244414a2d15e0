using System.Globalization;
using ImageTagging.Indexing;

namespace ImageTagging.Querying;

/// <summary>Numbers of facts as people write them: <c>iso&gt;=1600</c>, <c>rating:4</c>, <c>iso:100..400</c>.</summary>
internal static class FactNumbers
{
    /// <summary>Reads comparisons where some stand; null, and nothing taken, where none does.</summary>
    public static FactRangeQuery? TryRead(string text, ref int at, FactField field, Func<string, int, Exception> fault)
    {
        int? min = null,
            max = null;
        var found = false;
        while (Next(text, at) is var start && start < text.Length && text[start] is '<' or '>' or '=')
        {
            var from = start + 1;
            var isClosed = text[start] == '=' || (from < text.Length && text[from] == '=');
            from = Next(text, isClosed && text[start] != '=' ? from + 1 : from);
            var end = from < text.Length && text[from] == '-' ? from + 1 : from;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (
                Number(text.AsSpan(from, end - from)) is not { } number
                || (end < text.Length && !QuerySyntax.EndsValue(text[end]) && text[end] is not ('<' or '>' or '='))
            )
            {
                throw fault(
                    $"A whole number stands here, as in {FactTerms.Name(field)}>={(field == FactField.Iso ? 1600 : 4)}.",
                    from
                );
            }

            if ((text[start] != '<' && min is not null) || (text[start] != '>' && max is not null))
            {
                throw fault("This end of the range is given twice.", start);
            }

            min = text[start] == '<' ? min : number + (isClosed ? 0 : 1);
            max = text[start] == '>' ? max : number - (isClosed ? 0 : 1);
            (at, found) = (end, true);
        }

        return found ? new(field, min, max) : null;
    }

    /// <summary>A number or a range of numbers, either end of which may be missing; null where it is none.</summary>
    public static FactRangeQuery? Parse(string text, FactField field)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            return Number(text) is { } number ? new(field, number, number) : null;
        }

        var (least, most) = (text[..dots], text[(dots + 2)..]);
        var (min, max) = (Number(least), Number(most));
        return (least.Length == 0 || min is not null) && (most.Length == 0 || max is not null) && (min ?? max) is not null
            ? new(field, min, max)
            : null;
    }

    // No more than a camera or a person counts to, so that one more is a number too.
    private static int? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number is >= -1_000_000_000 and <= 1_000_000_000
            ? number
            : null;

    private static int Next(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
