using System.Text.Json;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Writes the bodies of counts.</summary>
internal static class CountBody
{
    /// <summary>As many values as a server gives in one answer (search.max_buckets).</summary>
    public const int MostValues = 50_000;

    /// <summary>How many values each shard tells in the first pass: wide enough that a second is seldom needed.</summary>
    public static int FirstShardSize(int size) => Math.Min(MostValues, (2 * size) + 100);

    /// <summary>The most frequent values of a field, as each shard sees them; of months all.</summary>
    public static void WriteCounts(Utf8JsonWriter writer, FacetField field, int? band, int shardSize)
    {
        if (field == FacetField.Month)
        {
            writer.WriteStartObject("date_histogram"u8);
            writer.WriteString("field"u8, "modified_at"u8);
            writer.WriteString("calendar_interval"u8, "month"u8);
            writer.WriteString("format"u8, "yyyy-MM"u8);
            writer.WriteNumber("min_doc_count"u8, 1);
            writer.WriteEndObject();
            return;
        }

        writer.WriteStartObject("terms"u8);
        writer.WriteString("field"u8, FacetTerms.Field(field, band));
        writer.WriteNumber("size"u8, shardSize);
        writer.WriteNumber("shard_size"u8, shardSize);
        writer.WriteEndObject();
    }

    /// <summary>Counts over a filter, which the caller writes.</summary>
    public static PooledBuffer Counts(Action<Utf8JsonWriter> filter, FacetField field, int? band, int shardSize) =>
        Aggregation(filter, w => WriteCounts(w, field, band, shardSize));

    /// <summary>Exact counts of named values.</summary>
    public static PooledBuffer Named(Action<Utf8JsonWriter> filter, FacetField field, int? band, IReadOnlyList<string> names) =>
        Aggregation(
            filter,
            w =>
            {
                w.WriteStartObject("terms"u8);
                w.WriteString("field"u8, FacetTerms.Field(field, band));
                w.WriteNumber("size"u8, names.Count);
                w.WriteNumber("shard_size"u8, names.Count);
                w.WriteStartArray("include"u8);
                foreach (var name in names)
                {
                    w.WriteStringValue(name);
                }

                w.WriteEndArray();
                w.WriteEndObject();
            }
        );

    /// <summary>Values by name, strictly behind one.</summary>
    public static PooledBuffer ByName(Action<Utf8JsonWriter> filter, FacetField field, int? band, string? after, int size) =>
        Aggregation(
            filter,
            w =>
            {
                w.WriteStartObject("composite"u8);
                w.WriteNumber("size"u8, size);
                w.WriteStartArray("sources"u8);
                w.WriteStartObject();
                w.WriteStartObject("v"u8);
                w.WriteStartObject("terms"u8);
                w.WriteString("field"u8, FacetTerms.Field(field, band));
                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteEndArray();
                if (after is not null)
                {
                    w.WriteStartObject("after"u8);
                    w.WriteString("v"u8, after);
                    w.WriteEndObject();
                }

                w.WriteEndObject();
            }
        );

    private static PooledBuffer Aggregation(Action<Utf8JsonWriter> filter, Action<Utf8JsonWriter> aggregation)
    {
        var buffer = new PooledBuffer();
        using var writer = new Utf8JsonWriter(buffer, SearchBody.Deep);
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, 0);
        writer.WriteBoolean("track_total_hits"u8, false);
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("bool"u8);
        writer.WritePropertyName("filter"u8);
        filter(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("v"u8);
        aggregation(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer;
    }
}
