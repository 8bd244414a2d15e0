using System.Text.Json;

namespace ImageTagging.Testing.Rekognition;

/// <summary>Writes labels in the forms of the four answers.</summary>
internal static class LabelWriter
{
    public static void WriteLabel(Utf8JsonWriter writer, ImageLabel label, bool withUnknown)
    {
        writer.WriteStartObject();
        writer.WriteString("Name", label.Name);
        writer.WriteNumber("Confidence", label.Confidence);
        writer.WriteStartArray("Instances");
        foreach (var box in label.Boxes)
        {
            writer.WriteStartObject();
            WriteBox(writer, box);
            writer.WriteNumber("Confidence", box.Confidence ?? label.Confidence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteNames(writer, "Parents", label.Parents);
        WriteNames(writer, "Aliases", label.Aliases);
        WriteNames(writer, "Categories", label.Categories);
        if (withUnknown)
        {
            writer.WriteStartObject("Unheard");
            writer.WriteNull("Of");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    public static void WriteCustom(Utf8JsonWriter writer, IEnumerable<ImageLabel> labels)
    {
        writer.WriteStartArray("CustomLabels");
        foreach (var label in labels)
        {
            foreach (var box in label.Boxes.Select(b => (BoundingBox?)b).DefaultIfEmpty())
            {
                writer.WriteStartObject();
                writer.WriteString("Name", label.Name);
                writer.WriteNumber("Confidence", box?.Confidence ?? label.Confidence);
                WriteGeometry(writer, box);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    public static void WriteModeration(Utf8JsonWriter writer, IEnumerable<ImageLabel> labels)
    {
        writer.WriteStartArray("ModerationLabels");
        foreach (var label in labels)
        {
            writer.WriteStartObject();
            writer.WriteString("Name", label.Name);
            writer.WriteNumber("Confidence", label.Confidence);
            writer.WriteString("ParentName", label.Parents.Count > 0 ? label.Parents[0] : "");
            writer.WriteNumber("TaxonomyLevel", label.Parents.Count + 1);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("ContentTypes");
        writer.WriteStartObject();
        writer.WriteString("Name", "Illustrated");
        writer.WriteNumber("Confidence", 91.5);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    // A label is a line; its words are the line's.
    public static void WriteText(Utf8JsonWriter writer, IReadOnlyList<ImageLabel> labels)
    {
        writer.WriteStartArray("TextDetections");
        for (var i = 0; i < labels.Count; i++)
        {
            Write(labels[i], labels[i].Name, "LINE", i, null);
        }

        var id = labels.Count;
        for (var i = 0; i < labels.Count; i++)
        {
            foreach (var word in labels[i].Name.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Write(labels[i], word, "WORD", id++, i);
            }
        }

        writer.WriteEndArray();

        void Write(ImageLabel label, string text, string type, int number, int? parent)
        {
            writer.WriteStartObject();
            writer.WriteString("DetectedText", text);
            writer.WriteString("Type", type);
            writer.WriteNumber("Id", number);
            if (parent is { } line)
            {
                writer.WriteNumber("ParentId", line);
            }

            writer.WriteNumber("Confidence", label.Confidence);
            WriteGeometry(writer, label.Boxes.Count > 0 ? label.Boxes[0] : null);
            writer.WriteEndObject();
        }
    }

    private static void WriteGeometry(Utf8JsonWriter writer, BoundingBox? box)
    {
        if (box is { } there)
        {
            writer.WriteStartObject("Geometry");
            WriteBox(writer, there);
            writer.WriteEndObject();
        }
    }

    private static void WriteBox(Utf8JsonWriter writer, BoundingBox box)
    {
        writer.WriteStartObject("BoundingBox");
        writer.WriteNumber("Width", box.Width);
        writer.WriteNumber("Height", box.Height);
        writer.WriteNumber("Left", box.Left);
        writer.WriteNumber("Top", box.Top);
        writer.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter writer, string name, IReadOnlyList<string> names)
    {
        writer.WriteStartArray(name);
        foreach (var one in names)
        {
            writer.WriteStartObject();
            writer.WriteString("Name", one);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
