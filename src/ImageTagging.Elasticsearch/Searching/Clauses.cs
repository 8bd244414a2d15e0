using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Single clauses of a query.</summary>
internal static class Clauses
{
    public static void Term(Utf8JsonWriter writer, string field, string value)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("term"u8);
        writer.WriteString(field, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Terms(Utf8JsonWriter writer, string field, IEnumerable<string> values)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("terms"u8);
        writer.WriteStartArray(field);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Exists(Utf8JsonWriter writer, string field)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("exists"u8);
        writer.WriteString("field"u8, field);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Not(Utf8JsonWriter writer, Action<Utf8JsonWriter> inner)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WritePropertyName("must_not"u8);
        inner(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Range(
        Utf8JsonWriter writer,
        string field,
        string from,
        string? to = null,
        string fromOperator = "gte",
        string toOperator = "lte"
    )
    {
        writer.WriteStartObject();
        writer.WriteStartObject("range"u8);
        writer.WriteStartObject(field);
        writer.WriteString(fromOperator, from);
        if (to is not null)
        {
            writer.WriteString(toOperator, to);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Numbers within a closed range.</summary>
    public static void Range(Utf8JsonWriter writer, string field, long from, long to)
    {
        if (from > to)
        {
            Empty(writer, "match_none");
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("range"u8);
        writer.WriteStartObject(field);
        writer.WriteNumber("gte"u8, from);
        writer.WriteNumber("lte"u8, to);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The field that holds the tags at or over a band.</summary>
    public static string BandField(int? band) =>
        band is { } least ? string.Create(CultureInfo.InvariantCulture, $"tags_ge.{least}") : "tags";

    public static void Empty(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(name);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
