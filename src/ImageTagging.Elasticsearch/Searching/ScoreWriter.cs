using System.Text.Json;
using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Writes what the score counts as clauses of constant scores, whose sums come out exactly; no script.</summary>
internal static class ScoreWriter
{
    /// <summary>The clauses that are asked for once, as clauses of a <c>should</c>.</summary>
    public static void Write(Utf8JsonWriter writer, ScoredTags scored)
    {
        if (scored.Alternatives is [var (name, sixteenths)])
        {
            WritePoints(writer, name, sixteenths);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("dis_max"u8);
        writer.WriteStartArray("queries"u8);
        foreach (var (alternative, weight) in scored.Alternatives)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("bool"u8);
            writer.WriteStartArray("should"u8);
            WritePoints(writer, alternative, weight);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Whole numbers: servers count in 24 bits, and sixty tags stay within them.
    private static void WritePoints(Utf8JsonWriter writer, string tag, int sixteenths)
    {
        Start(writer);
        Clauses.Term(writer, "tags", tag);
        End(writer, sixteenths * ScoredTags.Presence);
        for (var bit = 0; bit < ConfidenceDigits.Bits; bit++)
        {
            Start(writer);
            Clauses.Terms(writer, ConfidenceDigits.Field, ConfidenceDigits.Terms(tag, bit));
            End(writer, sixteenths << bit);
        }
    }

    private static void Start(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("constant_score"u8);
        writer.WritePropertyName("filter"u8);
    }

    private static void End(Utf8JsonWriter writer, int points)
    {
        writer.WriteNumber("boost"u8, points);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
