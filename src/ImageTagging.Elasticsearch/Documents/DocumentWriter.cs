using System.Text;
using System.Text.Json;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Searching;
using ImageTagging.Indexing;
using ImageTagging.Serialization;

namespace ImageTagging.Elasticsearch.Documents;

/// <summary>Writes a record as the document that searches, notebooks and dashboards read.</summary>
internal static class DocumentWriter
{
    /// <summary>Writes the document in one line; the writer stands at the start and is flushed.</summary>
    public static void Write(Utf8JsonWriter writer, ImageRecord record, ReadOnlySpan<char> id, VectorForm? vectors)
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
        Texts(writer, "companions"u8, record.Companions);
        writer.WriteNumber("size"u8, record.Size);
        JsonParts.Number(writer, "width"u8, record.Width);
        JsonParts.Number(writer, "height"u8, record.Height);
        JsonParts.Text(writer, "media_type"u8, record.MediaType);
        JsonParts.Text(writer, "look"u8, record.Look?.ToString());
        JsonParts.Time(writer, "modified_at"u8, record.ModifiedAt);
        JsonParts.Time(writer, "listed_at"u8, record.ListedAt);
        JsonParts.Time(writer, "tagged_at"u8, record.TaggedAt);
        JsonParts.Time(writer, "gone_at"u8, record.GoneAt);
        JsonParts.Time(writer, "due_at"u8, record.DueAt);
        writer.WriteString("status"u8, RecordTerms.Status(record.Status));
        Facts(writer, record);
        JsonParts.Text(writer, "vocabulary"u8, record.Vocabulary);
        Term(writer, "stamp"u8, record.Stamp.Text);
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

        if (vectors is { } form)
        {
            VectorFields.Write(writer, record, form);
        }

        writer.WriteNumber("schema"u8, Mapping.Schema);
        writer.WriteEndObject();
        writer.Flush();
    }

    // What searches read of a photograph's facts; the facts themselves stand with the tagger that told them.
    private static void Facts(Utf8JsonWriter writer, ImageRecord record)
    {
        if (record.Facts is not { } facts)
        {
            return;
        }

        if (FactTerms.Taken(record) is { } taken)
        {
            writer.WriteNumber("taken"u8, taken);
        }

        foreach (var field in FactTerms.Facets)
        {
            if (field is not (FacetField.Rating or FacetField.Iso))
            {
                Texts(writer, Encoding.UTF8.GetBytes(FacetTerms.Field(field, band: null)), [.. FactTerms.Values(record, field)]);
            }
        }

        JsonParts.Number(writer, "rating"u8, facts.Rating?.Value);
        JsonParts.Number(writer, "iso"u8, facts.Iso?.Value);
        if (FactTerms.Position(record) is { } place)
        {
            writer.WriteStartObject("position"u8);
            writer.WriteNumber("lat"u8, place.Latitude / 1e6m);
            writer.WriteNumber("lon"u8, place.Longitude / 1e6m);
            writer.WriteEndObject();
        }

        Texts(writer, "fact_terms"u8, [.. FactTerms.Of(record)]);
    }

    private static void Tags(Utf8JsonWriter writer, IReadOnlyList<Tag> tags)
    {
        if (tags.Count == 0)
        {
            return;
        }

        // Names as they stand in the list are used again for the bands and the confidences.
        Span<Range> names = tags.Count <= 64 ? stackalloc Range[tags.Count] : new Range[tags.Count];
        var json = JsonScratch.Start();
        for (var i = 0; i < tags.Count; i++)
        {
            json.Raw(i == 0 ? "["u8 : ","u8);
            var start = json.Length;
            json.Quoted(tags[i].Name);
            names[i] = start..json.Length;
        }

        json.Raw("]"u8);
        writer.WritePropertyName("tags"u8);
        json.WriteTo(writer);

        var from = json.Length;
        Bands(json, tags, names);
        writer.WritePropertyName("tags_ge"u8);
        json.WriteTo(writer, from);

        from = json.Length;
        for (var i = 0; i < tags.Count; i++)
        {
            json.Raw(i == 0 ? "["u8 : ","u8);
            json.Again(names[i].Start..(names[i].End.Value - 1));
            json.Raw(Separator);
            json.Number((int)tags[i].Confidence.Hundredths, "D5");
            json.Raw("\""u8);
        }

        json.Raw("]"u8);
        writer.WritePropertyName("tag_confidence"u8);
        json.WriteTo(writer, from);

        from = json.Length;
        Digits(json, tags, names);
        writer.WritePropertyName(ConfidenceDigits.Field);
        json.WriteTo(writer, from);
    }

    private static void Digits(JsonScratch json, IReadOnlyList<Tag> tags, ReadOnlySpan<Range> names)
    {
        var isFirst = true;
        json.Raw("["u8);
        for (var i = 0; i < tags.Count; i++)
        {
            var (low, high) = ConfidenceDigits.Letters(tags[i].Confidence.Hundredths);
            Digit(low, names[i]);
            Digit(high, names[i]);
        }

        json.Raw("]"u8);

        void Digit(char? letter, Range name)
        {
            if (letter is { } one)
            {
                json.Raw(isFirst ? "\""u8 : ",\""u8);
                json.Text([one]);
                json.Again((name.Start.Value + 1)..name.End.Value);
                isFirst = false;
            }
        }
    }

    private static void Bands(JsonScratch json, IReadOnlyList<Tag> tags, ReadOnlySpan<Range> names)
    {
        var isFirst = true;
        json.Raw("{"u8);
        foreach (var band in Confidence.Bands)
        {
            var isOpen = false;
            for (var i = 0; i < tags.Count; i++)
            {
                if (tags[i].Confidence.Hundredths < band * 100)
                {
                    continue;
                }

                if (isOpen)
                {
                    json.Raw(","u8);
                }
                else
                {
                    json.Raw(isFirst ? "\""u8 : ",\""u8);
                    json.Number(band, "D");
                    json.Raw("\":["u8);
                }

                (isOpen, isFirst) = (true, false);
                json.Again(names[i]);
            }

            if (isOpen)
            {
                json.Raw("]"u8);
            }
        }

        json.Raw("}"u8);
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

    // A text with separators, which the writer would take its long way for.
    private static void Term(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string text)
    {
        var json = JsonScratch.Start();
        json.Quoted(text);
        writer.WritePropertyName(name);
        json.WriteTo(writer);
    }

    private static void Relations(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<TagRelation> relations)
    {
        if (relations.Count == 0)
        {
            return;
        }

        var json = JsonScratch.Start();
        for (var i = 0; i < relations.Count; i++)
        {
            json.Raw(i == 0 ? "[\""u8 : ",\""u8);
            json.Text(relations[i].Name);
            json.Raw(Separator);
            json.Text(relations[i].Tag);
            json.Raw("\""u8);
        }

        json.Raw("]"u8);
        writer.WritePropertyName(name);
        json.WriteTo(writer);
    }

    /// <summary>The separator of the parts of a term, as JSON writes it.</summary>
    private static ReadOnlySpan<byte> Separator => "\\u001F"u8;
}
