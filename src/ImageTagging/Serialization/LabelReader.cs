using System.Text.Json;

namespace ImageTagging.Serialization;

/// <summary>Reads one label.</summary>
internal static class LabelReader
{
    public static ImageLabel Label(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        string? name = null;
        double? confidence = null;
        string[] parents = [];
        string[] aliases = [];
        string[] categories = [];
        BoundingBox[] boxes = [];
        double? area = null;
        string[] models = [];
        while (JsonParts.NextMember(ref reader))
        {
            if (JsonParts.Is(ref reader, "name"u8))
            {
                name = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "confidence"u8))
            {
                confidence = reader.GetDouble();
            }
            else if (JsonParts.Is(ref reader, "parents"u8))
            {
                parents = JsonParts.Many(ref reader, JsonParts.String);
            }
            else if (JsonParts.Is(ref reader, "aliases"u8))
            {
                aliases = JsonParts.Many(ref reader, JsonParts.String);
            }
            else if (JsonParts.Is(ref reader, "categories"u8))
            {
                categories = JsonParts.Many(ref reader, JsonParts.String);
            }
            else if (JsonParts.Is(ref reader, "boxes"u8))
            {
                boxes = JsonParts.Many(ref reader, Box);
            }
            else if (JsonParts.Is(ref reader, "area"u8))
            {
                area = reader.GetDouble();
            }
            else if (JsonParts.Is(ref reader, "models"u8))
            {
                models = JsonParts.Many(ref reader, JsonParts.String);
            }
            else
            {
                JsonParts.SkipMember(ref reader);
            }
        }

        return new()
        {
            Name = JsonParts.Wanted(name, "name"),
            Confidence = JsonParts.Wanted(confidence, "confidence"),
            Parents = parents,
            Aliases = aliases,
            Categories = categories,
            Boxes = boxes,
            Area = area,
            Models = models,
        };
    }

    private static BoundingBox Box(ref Utf8JsonReader reader)
    {
        var values = JsonParts.Many(ref reader, static (ref Utf8JsonReader r) => r.GetDouble());
        return values.Length is 4 or 5
            ? new(values[0], values[1], values[2], values[3], values.Length == 5 ? values[4] : null)
            : throw new JsonException("A box has four numbers, or five with its confidence.");
    }
}
