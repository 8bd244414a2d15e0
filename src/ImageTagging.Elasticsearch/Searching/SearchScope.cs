using System.Text.Json;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>The scope of a search: its query and, of a search for similar pictures, the field to have and the pictures to leave out.</summary>
internal sealed record SearchScope(TagQuery Query, SimilarTarget? Target = null)
{
    /// <summary>The field of the target's space.</summary>
    public string Field => VectorFields.Root + "." + VectorFields.Name(Target!.Embedding);

    /// <summary>Writes one filter.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (Target is null)
        {
            FilterWriter.WriteFilter(writer, Query);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        FilterWriter.WriteFilter(writer, Query);
        Clauses.Exists(writer, Field);
        writer.WriteEndArray();
        if (Target.Named.Count > 0)
        {
            writer.WritePropertyName("must_not"u8);
            Clauses.Terms(writer, "image_id", Target.Named.Select(n => n.Id.ToString()).Order(StringComparer.Ordinal));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
