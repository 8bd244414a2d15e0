using System.Globalization;

namespace ImageTagging.Querying;

/// <summary>A comparison behind a tag: <c>&gt;=90</c>, <c>&gt;</c>, <c>&lt;=</c>, <c>&lt;</c> or <c>=</c>, up to one for each end.</summary>
internal readonly record struct Comparison(string Sign, Confidence Value, int At)
{
    /// <summary>Reads one where one stands; null, and nothing taken, where none does.</summary>
    public static Comparison? TryRead(string text, ref int at, Func<string, int, Exception> fault)
    {
        var start = Skip(text, at);
        if (start >= text.Length || text[start] is not ('<' or '>' or '='))
        {
            return null;
        }

        var end = start + 1;
        if (text[start] != '=' && end < text.Length && text[end] == '=')
        {
            end++;
        }

        var from = Skip(text, end);
        var to = from;
        while (to < text.Length && (char.IsAsciiDigit(text[to]) || text[to] == '.'))
        {
            to++;
        }

        // Two decimals, because confidences are whole hundredths.
        if (
            to == from
            || !decimal.TryParse(
                text.AsSpan(from, to - from),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var percent
            )
            || percent > 100
            || decimal.Truncate(percent * 100) != percent * 100
        )
        {
            throw fault("A confidence is a number from 0 to 100 with at most two decimals.", from);
        }

        at = to < text.Length && text[to] == '%' ? to + 1 : to;
        // A decimal comma, or a letter typed too much, is no tag of its own.
        if (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('(' or ')' or '"' or '<' or '>' or '='))
        {
            throw fault(
                text[at] == ','
                    ? "A confidence is written with a point, as in cat>=99.5; words stand apart."
                    : "A confidence is a number from 0 to 100, as in cat>=90; what follows stands apart.",
                at
            );
        }

        return new(text[start..end], new((int)(percent * 100)), start);
    }

    /// <summary>Narrows a range of confidences by this comparison.</summary>
    public void Narrow(ref Confidence? min, ref Confidence? max, Func<string, int, Exception> fault)
    {
        if ((Sign[0] != '<' && min is not null) || (Sign[0] != '>' && max is not null))
        {
            throw fault("This end of the range is given twice.", At);
        }

        switch (Sign)
        {
            case ">=":
                min = Value;
                break;
            case "<=":
                max = Value;
                break;
            case "=":
                (min, max) = (Value, Value);
                break;
            case ">":
                min = Value < Confidence.Full ? new(Value.Hundredths + 1) : throw fault("No confidence is over 100.", At);
                break;
            default:
                max = Value > default(Confidence) ? new(Value.Hundredths - 1) : throw fault("No confidence is under 0.", At);
                break;
        }
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
