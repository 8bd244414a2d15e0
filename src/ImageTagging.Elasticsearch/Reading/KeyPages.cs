using System.Text.Json;
using ImageTagging.Elasticsearch.Searching;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>Writes the searches that page through records by source and key.</summary>
internal static class KeyPages
{
    /// <summary>The members of a record that a scan reads, kept by column on the server.</summary>
    private static readonly string[] s_columns = ["stamp", "size", "version"];
    private static readonly string[] s_times = ["modified_at", "listed_at", "due_at", "gone_at"];

    /// <summary>A page of light records of one source.</summary>
    public static PooledBuffer Light(string pit, string source, string from, string? after, int size) =>
        Page(
            pit,
            size,
            after is null ? null : new ImageName(source, after),
            w =>
            {
                w.WriteStartArray("filter"u8);
                Clauses.Term(w, "source", source);
                // Later pages start behind the last key, which costs the server less than a range.
                if (after is null && from.Length > 0)
                {
                    Clauses.Range(w, "key", from);
                }

                w.WriteEndArray();
            },
            w =>
            {
                w.WriteBoolean("_source"u8, false);
                // Not even the id: what lies stored is compressed by the block, and reading it costs as much as all else.
                w.WriteString("stored_fields"u8, "_none_"u8);
                w.WriteStartArray("docvalue_fields"u8);
                foreach (var column in s_columns)
                {
                    w.WriteStringValue(column);
                }

                foreach (var time in s_times)
                {
                    w.WriteStartObject();
                    w.WriteString("field"u8, time);
                    w.WriteString("format"u8, "epoch_millis"u8);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
            }
        );

    /// <summary>A page of whole records; of all sources where the filter does not say.</summary>
    public static PooledBuffer Whole(string pit, Action<Utf8JsonWriter> query, ImageName? after, int size) =>
        Page(pit, size, after, query, w => w.WriteBoolean("seq_no_primary_term"u8, true));

    private static PooledBuffer Page(
        string pit,
        int size,
        ImageName? after,
        Action<Utf8JsonWriter> clauses,
        Action<Utf8JsonWriter> fields
    )
    {
        var body = new PooledBuffer();
        using var writer = new Utf8JsonWriter(body, SearchBody.Deep);
        writer.WriteStartObject();
        PointInTime.Write(writer, pit);
        writer.WriteNumber("size"u8, size);
        writer.WriteBoolean("track_total_hits"u8, false);
        fields(writer);
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("bool"u8);
        clauses(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("sort"u8);
        writer.WriteStringValue("source"u8);
        writer.WriteStringValue("key"u8);
        writer.WriteEndArray();
        if (after is { } last)
        {
            writer.WriteStartArray("search_after"u8);
            writer.WriteStringValue(last.Source);
            writer.WriteStringValue(last.Key);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        return body;
    }
}
