using System.Globalization;
using System.Text.Json;
using ImageTagging.Querying;
using ImageTagging.Serialization;

namespace ImageTagging.Elasticsearch.Documents;

/// <summary>Writes a record as the document that searches, notebooks and dashboards read.</summary>
internal static class DocumentWriter
{
    private static readonly JsonEncodedText[] s_bands =
    [
        .. Confidence.Bands.Select(b => JsonEncodedText.Encode(b.ToString(CultureInfo.InvariantCulture))),
    ];

    /// <summary>Writes the document in one line; the writer stands at the start and is flushed.</summary>
    public static void Write(Utf8JsonWriter writer, ImageRecord record, ReadOnlySpan<char> id)
    {
        writer.WriteStartObject();
        writer.WriteString("image_id"u8, id);
        writer.WriteString("image_name"u8, record.Key.AsSpan(record.Key.LastIndexOf('/') + 1));
        writer.WriteString("source"u8, record.Source);
        writer.WriteString("key"u8, record.Key);
        writer.WriteString("location"u8, record.Location);
        Tags(writer, record.Tags);
        Texts(writer, "categories"u8, record.Categories);
        Relations(writer, "parents"u8, record.Parents);
        Relations(writer, "aliases"u8, record.Aliases);
        Taggers(writer, record);
        Contents(writer, "content"u8, record.Contents);
        JsonParts.Text(writer, "version"u8, record.Version);
        writer.WriteNumber("size"u8, record.Size);
        JsonParts.Number(writer, "width"u8, record.Width);
        JsonParts.Number(writer, "height"u8, record.Height);
        JsonParts.Text(writer, "media_type"u8, record.MediaType);
        JsonParts.Time(writer, "modified_at"u8, record.ModifiedAt);
        JsonParts.Time(writer, "listed_at"u8, record.ListedAt);
        JsonParts.Time(writer, "tagged_at"u8, record.TaggedAt);
        JsonParts.Time(writer, "gone_at"u8, record.GoneAt);
        JsonParts.Time(writer, "due_at"u8, record.DueAt);
        writer.WriteString("status"u8, RecordTerms.Status(record.Status));
        JsonParts.Text(writer, "vocabulary"u8, record.Vocabulary);
        writer.WriteString("stamp"u8, record.Stamp.Text);
        if (record.Edits.Count > 0)
        {
            writer.WriteBoolean("edited"u8, true);
            writer.WritePropertyName("edits"u8);
            RecordJson.WriteEdits(writer, record.Edits);
        }

        if (record.Previous is { } previous)
        {
            Contents(writer, "content_before"u8, previous.Contents);
            writer.WritePropertyName("previous"u8);
            RecordJson.WritePrevious(writer, previous);
        }

        writer.WriteNumber("schema"u8, Mapping.Schema);
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void Tags(Utf8JsonWriter writer, IReadOnlyList<Tag> tags)
    {
        if (tags.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tags"u8);
        for (var i = 0; i < tags.Count; i++)
        {
            writer.WriteStringValue(tags[i].Name);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("tags_ge"u8);
        for (var band = 0; band < s_bands.Length; band++)
        {
            var least = Confidence.Bands[band] * 100;
            var isOpen = false;
            for (var i = 0; i < tags.Count; i++)
            {
                if (tags[i].Confidence.Hundredths < least)
                {
                    continue;
                }

                if (!isOpen)
                {
                    writer.WriteStartArray(s_bands[band]);
                    isOpen = true;
                }

                writer.WriteStringValue(tags[i].Name);
            }

            if (isOpen)
            {
                writer.WriteEndArray();
            }
        }

        writer.WriteEndObject();
        writer.WriteStartArray("tag_confidence"u8);
        for (var i = 0; i < tags.Count; i++)
        {
            Joined(writer, tags[i].Name, tags[i].Confidence);
        }

        writer.WriteEndArray();
    }

    private static void Joined(Utf8JsonWriter writer, string name, Confidence confidence)
    {
        Span<char> text = stackalloc char[TagName.MaxLength + 8];
        if (name.Length + 6 > text.Length)
        {
            writer.WriteStringValue(RecordTerms.TagConfidence(name, confidence));
            return;
        }

        name.CopyTo(text);
        text[name.Length] = RecordTerms.Separator;
        confidence.Hundredths.TryFormat(text[(name.Length + 1)..], out _, "D5", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..(name.Length + 6)]);
    }

    private static void Taggers(Utf8JsonWriter writer, ImageRecord record)
    {
        if (record.Taggers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("taggers"u8);
        foreach (var tagger in record.Taggers)
        {
            if (tagger.Fingerprint is { } fingerprint)
            {
                writer.WriteStringValue($"{tagger.Name}{RecordTerms.Separator}{fingerprint}");
            }
        }

        writer.WriteEndArray();
        writer.WritePropertyName("labels"u8);
        RecordJson.WriteTaggers(writer, record.Taggers);
        if (!record.HasFailure)
        {
            return;
        }

        writer.WriteStartObject("failure"u8);
        Failures(writer, "code"u8, record, static (_, f) => f.Code);
        Failures(writer, "kind"u8, record, static (_, f) => f.Kind.ToString());
        Failures(writer, "tagger"u8, record, static (t, _) => t.Name);
        writer.WriteEndObject();
    }

    private static void Failures(
        Utf8JsonWriter writer,
        ReadOnlySpan<byte> name,
        ImageRecord record,
        Func<TaggerState, TaggerFailure, string> value
    )
    {
        writer.WriteStartArray(name);
        foreach (var tagger in record.Taggers)
        {
            if (tagger.Failure is { } failure)
            {
                writer.WriteStringValue(value(tagger, failure));
            }
        }

        writer.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> values) =>
        JsonParts.Texts(writer, name, values);

    private static void Contents(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<ContentId> contents)
    {
        if (contents.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        for (var i = 0; i < contents.Count; i++)
        {
            writer.WriteStringValue(contents[i].Text);
        }

        writer.WriteEndArray();
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
            writer.WriteStringValue(RecordTerms.Relation(relations[i]));
        }

        writer.WriteEndArray();
    }
}
