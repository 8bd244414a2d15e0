using System.Globalization;
using System.Text;
using ImageTagging.Indexing;

namespace ImageTagging.Querying;

/// <summary>Writes a tree in its normal form as text.</summary>
internal static class QueryWriter
{
    public static string Write(TagQuery query)
    {
        var text = new StringBuilder();
        Append(text, query, Place.Whole);
        return text.ToString();
    }

    // What stands around a part decides whether it needs parentheses.
    private enum Place
    {
        Whole,
        InOr,
        InAnd,
        InNot,
    }

    private static void Append(StringBuilder text, TagQuery query, Place place)
    {
        switch (query)
        {
            case AndQuery and:
                Join(text, and.Parts, " ", Place.InAnd, place is Place.InNot);
                break;
            case OrQuery or:
                Join(text, or.Parts, " OR ", Place.InOr, place is Place.InAnd or Place.InNot);
                break;
            case NotQuery not:
                text.Append('-');
                Append(text, not.Inner, Place.InNot);
                break;
            default:
                Leaf(text, query);
                break;
        }
    }

    private static void Join(StringBuilder text, QueryList parts, string between, Place inside, bool parentheses)
    {
        text.Append(parentheses ? "(" : "");
        for (var i = 0; i < parts.Count; i++)
        {
            text.Append(i == 0 ? "" : between);
            Append(text, parts[i], inside);
        }

        text.Append(parentheses ? ")" : "");
    }

    private static void Leaf(StringBuilder text, TagQuery query) =>
        _ = query switch
        {
            EverythingQuery => text.Append('*'),
            HasTagQuery tag => Tag(text, tag),
            AnyOfQuery any => AnyOf(text, any),
            KeyQuery key => Field(text, "key:", key.Pattern),
            SourceQuery source => Field(text, "source:", source.Source),
            CategoryQuery category => Field(text, "category:", category.Category),
            StatusQuery status => text.Append("status:").Append(RecordTerms.Status(status.Status)),
            ModifiedQuery modified => Modified(text, modified),
            UntaggedQuery => text.Append("untagged"),
            FailedQuery => text.Append("failed"),
            GoneQuery => text.Append("gone"),
            HasEditsQuery => text.Append("has:edits"),
            HasFactQuery { Field: FactField.Favourite } => text.Append("favourite"),
            HasFactQuery has => text.Append("has:").Append(FactTerms.Name(has.Field)),
            TakenQuery taken => Taken(text, taken),
            TakenInMonthQuery month => text.Append("taken:").Append(QuerySyntax.Months[month.Month - 1]),
            FactQuery fact => Field(text, FactTerms.Name(fact.Field) + ":", fact.Words),
            FactRangeQuery range => Range(text, range),
            NearQuery near => text.Append("near:").Append(PlaceText.Write(near)),
            FacetValueQuery value => Quoted(text.Append(FactTerms.Name(value.Field)).Append('='), value.Value, isPlain: false),
            _ => throw QuerySemantics.Unknown(query),
        };

    private static StringBuilder AnyOf(StringBuilder text, AnyOfQuery any)
    {
        text.Append(QuerySyntax.AnyOf).Append(":(");
        for (var i = 0; i < any.Alternatives.Count; i++)
        {
            Tag(text.Append(i == 0 ? "" : " "), any.Alternatives[i].Tag, any.Alternatives[i].Sixteenths);
        }

        return text.Append(')');
    }

    private static StringBuilder Tag(StringBuilder text, HasTagQuery tag, int sixteenths = WeightedTag.Whole)
    {
        Quoted(text, tag.Name, QuerySyntax.IsPlainTag(tag.Name));
        if (sixteenths != WeightedTag.Whole)
        {
            text.Append(CultureInfo.InvariantCulture, $"*{(decimal)sixteenths / WeightedTag.Whole:0.####}");
        }

        if (tag.Max is { } same && same == tag.Min)
        {
            return text.Append('=').Append(same);
        }

        if (tag.Min > default(Confidence))
        {
            text.Append(">=").Append(tag.Min);
        }

        return tag.Max is { } max ? text.Append("<=").Append(max) : text;
    }

    private static StringBuilder Field(StringBuilder text, string field, string value) =>
        Quoted(text.Append(field), value, QuerySyntax.IsPlainValue(value));

    private static StringBuilder Quoted(StringBuilder text, string value, bool isPlain) =>
        isPlain ? text.Append(value) : text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');

    private static StringBuilder Modified(StringBuilder text, ModifiedQuery modified)
    {
        text.Append("modified:").Append(Time(modified.From)).Append("..");
        return modified.Before is { } before ? text.Append('<').Append(Time(before)) : text;
    }

    private static StringBuilder Taken(StringBuilder text, TakenQuery taken)
    {
        text.Append("taken:").Append(Time(Utc(taken.From)).TrimEnd('Z')).Append("..");
        return taken.Before is { } before ? text.Append('<').Append(Time(Utc(before)).TrimEnd('Z')) : text;

        static DateTimeOffset? Utc(DateTime? time) => time is { } at ? new(at.Ticks, TimeSpan.Zero) : null;
    }

    private static StringBuilder Range(StringBuilder text, FactRangeQuery range)
    {
        text.Append(FactTerms.Name(range.Field));
        if (range.Min is { } same && same == range.Max)
        {
            return text.Append(CultureInfo.InvariantCulture, $"={same}");
        }

        text.Append(range.Min is { } min ? string.Create(CultureInfo.InvariantCulture, $">={min}") : "");
        return text.Append(range.Max is { } max ? string.Create(CultureInfo.InvariantCulture, $"<={max}") : "");
    }

    // The shortest text whose first moment it is.
    private static string Time(DateTimeOffset? time)
    {
        if (time is not { } at)
        {
            return "";
        }

        var utc = at.UtcDateTime;
        var format =
            utc.TimeOfDay != TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"
            : utc.Day != 1 ? "yyyy-MM-dd"
            : utc.Month != 1 ? "yyyy-MM"
            : "yyyy";
        return utc.ToString(format, CultureInfo.InvariantCulture);
    }
}
