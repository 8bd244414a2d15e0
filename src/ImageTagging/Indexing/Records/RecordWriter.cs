using System.Text.Json;
using ImageTagging.Serialization;

namespace ImageTagging.Indexing;

/// <summary>Writes a whole record.</summary>
internal static class RecordWriter
{
    public static void Record(Utf8JsonWriter writer, ImageRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString("source"u8, record.Source);
        writer.WriteString("key"u8, record.Key);
        writer.WriteString("location"u8, record.Location);
        writer.WriteNumber("size"u8, record.Size);
        JsonParts.Time(writer, "modified_at"u8, record.ModifiedAt);
        JsonParts.Text(writer, "version"u8, record.Version);
        JsonParts.Texts(writer, "companions"u8, record.Companions);
        JsonParts.Time(writer, "listed_at"u8, record.ListedAt);
        JsonParts.Contents(writer, record.Contents);
        JsonParts.Number(writer, "width"u8, record.Width);
        JsonParts.Number(writer, "height"u8, record.Height);
        JsonParts.Text(writer, "media_type"u8, record.MediaType);
        JsonParts.Text(writer, "look"u8, record.Look?.ToString());
        if (record.Taggers.Count > 0)
        {
            writer.WritePropertyName("taggers"u8);
            StateWriter.Taggers(writer, record.Taggers);
        }

        Tags(writer, record.Tags);
        JsonParts.Text(writer, "vocabulary"u8, record.Vocabulary);
        JsonParts.Texts(writer, "categories"u8, record.Categories);
        Relations(writer, "parents"u8, record.Parents);
        Relations(writer, "aliases"u8, record.Aliases);
        if (record.Edits.Count > 0)
        {
            writer.WritePropertyName("edits"u8);
            StateWriter.Edits(writer, record.Edits);
        }

        if (record.Previous is { } previous)
        {
            writer.WritePropertyName("previous"u8);
            StateWriter.Previous(writer, previous);
        }

        JsonParts.Time(writer, "gone_at"u8, record.GoneAt);
        writer.WriteEndObject();
    }

    private static void Tags(Utf8JsonWriter writer, IReadOnlyList<Tag> tags)
    {
        if (tags.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("tags"u8);
        for (var i = 0; i < tags.Count; i++)
        {
            writer.WriteNumber(tags[i].Name, (int)tags[i].Confidence.Hundredths);
        }

        writer.WriteEndObject();
    }

    private static void Relations(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<TagRelation> relations)
    {
        if (relations.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        for (var i = 0; i < relations.Count; i++)
        {
            writer.WriteStringValue(relations[i].Name);
            writer.WriteStringValue(relations[i].Tag);
        }

        writer.WriteEndArray();
    }
}
