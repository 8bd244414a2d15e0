using System.Globalization;
using System.Text.Json;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Writes a query as filters that both engines understand: terms, ranges of terms, wildcards; no script, nothing nested.</summary>
internal static class FilterWriter
{
    // Elasticsearch takes 30 levels of clauses, the universe and what holds it among them.
    private const int MostLevels = 20;

    /// <summary>The query and its universe, as one filter.</summary>
    public static void WriteFilter(Utf8JsonWriter writer, TagQuery? query)
    {
        if (query is not null && QuerySemantics.MentionsGone(query))
        {
            Write(writer, query);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WritePropertyName("must_not"u8);
        Clauses.Exists(writer, "gone_at");
        if (query is not null and not EverythingQuery)
        {
            writer.WriteStartArray("filter"u8);
            WriteParts(writer, query is AndQuery and ? Flat<AndQuery>(and) : [query], depth: 0);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The query alone.</summary>
    public static void Write(Utf8JsonWriter writer, TagQuery query, int depth = 0)
    {
        switch (query)
        {
            case AndQuery or OrQuery or NotQuery or AnyOfQuery when depth >= MostLevels:
                Wrapped(writer, query);
                break;
            case EverythingQuery or AndQuery { Parts.Count: 0 }:
                Clauses.Empty(writer, "match_all");
                break;
            case OrQuery { Parts.Count: 0 }:
                Clauses.Empty(writer, "match_none");
                break;
            case AndQuery and:
                Bool(writer, "filter", Flat<AndQuery>(and), depth + 1);
                break;
            case OrQuery or:
                Or(writer, Flat<OrQuery>(or), depth + 1);
                break;
            case NotQuery { Inner: NotQuery twice }:
                Write(writer, twice.Inner, depth);
                break;
            case NotQuery not:
                Clauses.Not(writer, w => Write(w, not.Inner, depth + 1));
                break;
            case HasTagQuery tag:
                Tag(writer, tag);
                break;
            case AnyOfQuery { Alternatives.Count: 0 }:
                Clauses.Empty(writer, "match_none");
                break;
            case AnyOfQuery any:
                Or(writer, [.. any.Alternatives.Select(a => a.Tag).Distinct()], depth + 1);
                break;
            case KeyQuery key:
                Any(writer, NameForms.Of(key.Pattern), KeyClause.Write);
                break;
            case SourceQuery source:
                Any(writer, NameForms.Of(source.Source), static (w, s) => Clauses.Term(w, "source", s));
                break;
            case CategoryQuery category when !IsLower(category.Category):
                Clauses.Empty(writer, "match_none");
                break;
            case CategoryQuery category:
                Clauses.Term(writer, "categories", category.Category);
                break;
            case StatusQuery status:
                Clauses.Term(writer, "status", RecordTerms.Status(status.Status));
                break;
            case ModifiedQuery modified:
                Modified(writer, modified);
                break;
            case UntaggedQuery:
                Clauses.Not(writer, w => Clauses.Exists(w, "tags"));
                break;
            case FailedQuery:
                Clauses.Exists(writer, "failure.code");
                break;
            case GoneQuery:
                Clauses.Exists(writer, "gone_at");
                break;
            case HasEditsQuery:
                writer.WriteStartObject();
                writer.WriteStartObject("term"u8);
                writer.WriteBoolean("edited"u8, true);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case TakenQuery taken:
                var (from, before) = FactTerms.Milliseconds(taken);
                Clauses.Range(writer, "taken", from, before - 1);
                break;
            case FactRangeQuery range when range.Min > range.Max:
                Clauses.Empty(writer, "match_none");
                break;
            case FactRangeQuery range:
                Clauses.Range(writer, FactTerms.Name(range.Field), range.Min ?? int.MinValue, range.Max ?? int.MaxValue);
                break;
            case NearQuery near:
                Near(writer, near);
                break;
            case FacetValueQuery value:
                Clauses.Term(writer, FacetTerms.Field(value.Field, band: null), value.Value);
                break;
            case FactQuery or HasFactQuery or TakenInMonthQuery:
                Every(writer, FactTerms.Of(query)!);
                break;
            default:
                throw QuerySemantics.Unknown(query);
        }
    }

    private static void WriteParts(Utf8JsonWriter writer, IEnumerable<TagQuery> parts, int depth)
    {
        foreach (var part in parts)
        {
            Write(writer, part, depth);
        }
    }

    // What is wrapped is parsed for itself, and its levels are counted anew.
    private static void Wrapped(Utf8JsonWriter writer, TagQuery query)
    {
        using var buffer = new PooledBuffer();
        using (var inner = new Utf8JsonWriter(buffer, SearchBody.Deep))
        {
            Write(inner, query);
        }

        writer.WriteStartObject();
        writer.WriteStartObject("wrapper"u8);
        writer.WriteBase64String("query"u8, buffer.Span);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Many tags are one clause, of which servers allow a thousand or so.
    private static void Or(Utf8JsonWriter writer, List<TagQuery> parts, int depth)
    {
        var tags = parts.OfType<HasTagQuery>().Where(IsPlain).Select(t => t.Name).Distinct(StringComparer.Ordinal).ToList();
        if (tags.Count < 2)
        {
            Bool(writer, "should", parts, depth);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("should"u8);
        Clauses.Terms(writer, "tags", tags);
        WriteParts(writer, parts.Where(p => p is not HasTagQuery tag || !IsPlain(tag)), depth);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // A typed name in each form that a store may have it in.
    private static void Any(Utf8JsonWriter writer, IReadOnlyList<string> names, Action<Utf8JsonWriter, string> clause)
    {
        if (names.Count == 1)
        {
            clause(writer, names[0]);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("should"u8);
        foreach (var name in names)
        {
            clause(writer, name);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static bool IsPlain(HasTagQuery tag) =>
        tag.Min.Hundredths == 0 && (tag.Max ?? Confidence.Full) == Confidence.Full && IsLower(tag.Name);

    // The server lowers what it looks for; a name in capitals is none that any image has.
    private static bool IsLower(string name) => string.Equals(name, name.ToLowerInvariant(), StringComparison.Ordinal);

    private static void Bool(Utf8JsonWriter writer, string clause, List<TagQuery> parts, int depth)
    {
        if (parts.Count == 1)
        {
            Write(writer, parts[0], depth);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray(clause);
        WriteParts(writer, parts, depth);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Servers limit how deep clauses may nest; an AND in an AND need not.
    private static List<TagQuery> Flat<T>(T query)
        where T : TagQuery
    {
        var flat = new List<TagQuery>();
        var toDo = new Stack<TagQuery>();
        toDo.Push(query);
        while (toDo.TryPop(out var next))
        {
            if (next is T && QuerySemantics.Parts(next).ToArray() is { Length: > 0 } parts)
            {
                for (var i = parts.Length - 1; i >= 0; i--)
                {
                    toDo.Push(parts[i]);
                }
            }
            else
            {
                flat.Add(next);
            }
        }

        return flat;
    }

    private static void Tag(Utf8JsonWriter writer, HasTagQuery tag)
    {
        var max = tag.Max ?? Confidence.Full;
        if (tag.Min > max || !IsLower(tag.Name))
        {
            Clauses.Empty(writer, "match_none");
        }
        else if (max == Confidence.Full && tag.Min.Hundredths == 0)
        {
            Clauses.Term(writer, "tags", tag.Name);
        }
        else if (max == Confidence.Full && tag.Min.Hundredths % 100 == 0 && Confidence.Bands.Contains(tag.Min.Hundredths / 100))
        {
            Clauses.Term(writer, Clauses.BandField(tag.Min.Hundredths / 100), tag.Name);
        }
        else
        {
            var from = RecordTerms.TagConfidence(tag.Name, tag.Min);
            Clauses.Range(writer, "tag_confidence", from, RecordTerms.TagConfidence(tag.Name, max));
        }
    }

    private static void Every(Utf8JsonWriter writer, IReadOnlyList<string> terms)
    {
        if (terms.Count == 0)
        {
            Clauses.Empty(writer, "match_none");
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        foreach (var term in terms)
        {
            Clauses.Term(writer, "fact_terms", term);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Near(Utf8JsonWriter writer, NearQuery near)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("geo_distance"u8);
        writer.WriteString("distance"u8, string.Create(CultureInfo.InvariantCulture, $"{near.Kilometres:R}km"));
        writer.WriteStartObject("position"u8);
        writer.WriteNumber("lat"u8, near.Latitude);
        writer.WriteNumber("lon"u8, near.Longitude);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Modified(Utf8JsonWriter writer, ModifiedQuery query)
    {
        var (from, before) = QuerySemantics.Milliseconds(query);
        writer.WriteStartObject();
        writer.WriteStartObject("range"u8);
        writer.WriteStartObject("modified_at"u8);
        if (query.From is not null)
        {
            writer.WriteNumber("gte"u8, from);
        }

        if (query.Before is not null)
        {
            writer.WriteNumber("lt"u8, before);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
