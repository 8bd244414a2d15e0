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
        writer.WriteStartArray();
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i];
            writer.WriteStartObject();
            writer.WriteString("name"u8, label.Name);
            writer.WriteNumber("confidence"u8, JsonParts.Finite(label.Confidence));
            JsonParts.Texts(writer, "parents"u8, label.Parents);
            JsonParts.Texts(writer, "aliases"u8, label.Aliases);
            JsonParts.Texts(writer, "categories"u8, label.Categories);
            Boxes(writer, label.Boxes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
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
        writer.WriteString("tag"u8, edit.Tag);
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
        JsonParts.Text(writer, "model"u8, state.ModelVersion);
        if (state.Labels.Count > 0)
        {
            writer.WritePropertyName("labels"u8);
            Labels(writer, state.Labels);
        }

        JsonParts.Time(writer, "tagged_at"u8, state.TaggedAt);
        if (state.IsAuthored)
        {
            writer.WriteBoolean("authored"u8, true);
        }

        if (!state.IsListedContent)
        {
            writer.WriteBoolean("listed"u8, false);
        }

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

    private static void Boxes(Utf8JsonWriter writer, IReadOnlyList<BoundingBox> boxes)
    {
        if (boxes.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("boxes"u8);
        for (var i = 0; i < boxes.Count; i++)
        {
            var box = boxes[i];
            writer.WriteStartArray();
            writer.WriteNumberValue(JsonParts.Finite(box.Left));
            writer.WriteNumberValue(JsonParts.Finite(box.Top));
            writer.WriteNumberValue(JsonParts.Finite(box.Width));
            writer.WriteNumberValue(JsonParts.Finite(box.Height));
            if (box.Confidence is { } confidence)
            {
                writer.WriteNumberValue(JsonParts.Finite(confidence));
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
