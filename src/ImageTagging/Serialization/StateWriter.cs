using System.Text.Json;

namespace ImageTagging.Serialization;

/// <summary>Writes what taggers and people said.</summary>
internal static class StateWriter
{
    public static void Taggers(Utf8JsonWriter writer, IReadOnlyList<TaggerState> taggers)
    {
        writer.WriteStartArray();
        for (var i = 0; i < taggers.Count; i++)
        {
            Tagger(writer, taggers[i]);
        }

        writer.WriteEndArray();
    }

    public static void Labels(Utf8JsonWriter writer, IReadOnlyList<ImageLabel> labels)
    {
        var json = JsonScratch.Start();
        json.Raw("["u8);
        for (var i = 0; i < labels.Count; i++)
        {
            Label(json, labels[i], i == 0);
        }

        json.Raw("]"u8);
        json.WriteTo(writer);
    }

    public static void Edits(Utf8JsonWriter writer, IReadOnlyList<Correction> edits)
    {
        writer.WriteStartArray();
        for (var i = 0; i < edits.Count; i++)
        {
            Edit(writer, edits[i]);
        }

        writer.WriteEndArray();
    }

    public static void Previous(Utf8JsonWriter writer, PreviousContent previous)
    {
        writer.WriteStartObject();
        JsonParts.Contents(writer, previous.Contents);
        writer.WritePropertyName("taggers"u8);
        Taggers(writer, previous.Taggers);
        if (previous.Edits.Count > 0)
        {
            writer.WritePropertyName("edits"u8);
            Edits(writer, previous.Edits);
        }

        JsonParts.Number(writer, "width"u8, previous.Width);
        JsonParts.Number(writer, "height"u8, previous.Height);
        JsonParts.Text(writer, "media_type"u8, previous.MediaType);
        JsonParts.Time(writer, "replaced_at"u8, previous.ReplacedAt);
        writer.WriteEndObject();
    }

    private static void Edit(Utf8JsonWriter writer, Correction edit)
    {
        writer.WriteStartObject();
        JsonParts.Text(writer, "tag"u8, edit.Tag);
        JsonParts.Text(writer, "fact"u8, edit.Fact is { } fact ? FactsWriter.Name(fact) : null);
        JsonParts.Text(writer, "value"u8, edit.Value);
        writer.WriteBoolean("added"u8, edit.IsAdded);
        writer.WriteString("by"u8, edit.By);
        JsonParts.Time(writer, "at"u8, edit.At);
        writer.WriteString("batch"u8, edit.Batch);
        if (edit.IsForEarlierVersion)
        {
            writer.WriteBoolean("earlier"u8, true);
        }

        if (edit.Replaced is { } replaced)
        {
            writer.WritePropertyName("replaced"u8);
            Edit(writer, replaced);
        }

        writer.WriteEndObject();
    }

    private static void Tagger(Utf8JsonWriter writer, TaggerState state)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, state.Name);
        JsonParts.Text(writer, "fingerprint"u8, state.Fingerprint?.ToString());
        JsonParts.Text(writer, "selected"u8, state.Selected?.ToString());
        JsonParts.Text(writer, "model"u8, state.ModelVersion);
        if (state.Labels.Count > 0)
        {
            writer.WritePropertyName("labels"u8);
            Labels(writer, state.Labels);
        }

        if (state.Embedding is { } embedding)
        {
            writer.WriteStartObject("embedding"u8);
            writer.WriteString("space"u8, embedding.Space);
            writer.WriteBase64String("components"u8, System.Runtime.InteropServices.MemoryMarshal.AsBytes(embedding.Components));
            writer.WriteEndObject();
        }

        if (state.Facts is { } facts)
        {
            writer.WritePropertyName("facts"u8);
            FactsWriter.Write(writer, facts);
        }

        JsonParts.Text(writer, "warning"u8, state.Warning);
        JsonParts.Time(writer, "tagged_at"u8, state.TaggedAt);
        if (state.IsAuthored)
        {
            writer.WriteBoolean("authored"u8, true);
        }

        if (!state.IsListedContent)
        {
            writer.WriteBoolean("listed"u8, false);
        }

        if (state.BorrowedFrom is { } lender)
        {
            writer.WriteStartObject("borrowed_from"u8);
            writer.WriteString("source"u8, lender.Source);
            writer.WriteString("key"u8, lender.Key);
            writer.WriteEndObject();
        }

        JsonParts.Text(writer, "passed_over"u8, state.PassedOver);
        if (state.Failure is { } failure)
        {
            Failure(writer, failure);
        }

        writer.WriteEndObject();
    }

    private static void Failure(Utf8JsonWriter writer, TaggerFailure failure)
    {
        writer.WriteStartObject("failure"u8);
        writer.WriteString("kind"u8, failure.Kind.ToString());
        writer.WriteString("code"u8, failure.Code);
        writer.WriteString("message"u8, failure.Message);
        writer.WriteNumber("attempts"u8, failure.Attempts);
        JsonParts.Time(writer, "at"u8, failure.At);
        JsonParts.Time(writer, "due_at"u8, failure.DueAt);
        JsonParts.Text(writer, "fingerprint"u8, failure.Fingerprint?.ToString());
        writer.WriteEndObject();
    }

    private static void Label(JsonScratch json, ImageLabel label, bool isFirst)
    {
        json.Raw(isFirst ? "{\"name\":"u8 : ",{\"name\":"u8);
        json.Quoted(label.Name);
        json.Raw(",\"confidence\":"u8);
        json.Number(JsonParts.Finite(label.Confidence));
        Names(json, ",\"parents\":"u8, label.Parents);
        Names(json, ",\"aliases\":"u8, label.Aliases);
        Names(json, ",\"categories\":"u8, label.Categories);
        if (label.Boxes.Count > 0)
        {
            Boxes(json, label.Boxes);
        }

        if (label.Area is { } area)
        {
            json.Raw(",\"area\":"u8);
            json.Number(JsonParts.Finite(area));
        }

        Names(json, ",\"models\":"u8, label.Models);
        json.Raw("}"u8);
    }

    private static void Names(JsonScratch json, ReadOnlySpan<byte> member, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            json.Raw(member);
            json.List(names);
        }
    }

    private static void Boxes(JsonScratch json, IReadOnlyList<BoundingBox> boxes)
    {
        json.Raw(",\"boxes\":["u8);
        for (var i = 0; i < boxes.Count; i++)
        {
            var box = boxes[i];
            json.Raw(i == 0 ? "["u8 : ",["u8);
            json.Number(JsonParts.Finite(box.Left));
            json.Raw(","u8);
            json.Number(JsonParts.Finite(box.Top));
            json.Raw(","u8);
            json.Number(JsonParts.Finite(box.Width));
            json.Raw(","u8);
            json.Number(JsonParts.Finite(box.Height));
            if (box.Confidence is { } confidence)
            {
                json.Raw(","u8);
                json.Number(JsonParts.Finite(confidence));
            }

            json.Raw("]"u8);
        }

        json.Raw("]"u8);
    }
}
