using System.Text.Json;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Tool.Importing;

/// <summary>The tags that a line of NDJSON has of a picture. A member of another type than it should be is no member to pass over.</summary>
internal static class JsonTags
{
    // Of two members of one name either may be meant.
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

    public static ImportLine Parse(long number, byte[]? line)
    {
        try
        {
            using var parsed = JsonDocument.Parse(
                line ?? throw new FormatException($"The line has more than {InputLines.MaxBytes} bytes."),
                s_options
            );
            var root = parsed.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("The line is no JSON object.");
            }

            var key = Text(root, "key");
            var source = key is null ? null : Text(root, "source");
            var image = (source is null ? Text(root, "image") ?? Text(root, "location") : null) ?? key;
            return new(number)
            {
                Bytes = line.Length,
                Image = ImportedTag.Image(image),
                Source = source,
                Tags = Tags(root),
                By = ImportedTag.Person(Text(root, "by")),
            };
        }
        catch (JsonException)
        {
            return new(number) { Fault = "The line is no JSON, or names a member twice." };
        }
        catch (InvalidOperationException)
        {
            return new(number) { Fault = "A text in it is no valid Unicode." };
        }
        catch (FormatException fault)
        {
            return new(number) { Fault = fault.Message };
        }
    }

    private static ImageLabel[] Tags(JsonElement root)
    {
        if (!root.TryGetProperty("tags", out var all) || all.ValueKind == JsonValueKind.Null)
        {
            return Text(root, "tag") is { } one
                ? [ImportedTag.Label(one, Confidence(root))]
                : throw new FormatException("It has neither tags nor a tag.");
        }

        if (all.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("Its tags are no list.");
        }

        ImportedTag.Check(all.GetArrayLength());
        return [.. all.EnumerateArray().Select(Label)];
    }

    private static ImageLabel Label(JsonElement tag) =>
        tag.ValueKind switch
        {
            JsonValueKind.String => ImportedTag.Label(tag.GetString()!, null),
            JsonValueKind.Object => ImportedTag.Label(
                Text(tag, "name") ?? throw new FormatException("A tag has no name."),
                Confidence(tag)
            ),
            _ => throw new FormatException("A tag is a text, or an object of name and confidence."),
        };

    private static double? Confidence(JsonElement of) =>
        !of.TryGetProperty("confidence", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw new FormatException(ImportedTag.NoConfidence);

    private static string? Text(JsonElement of, string name) =>
        !of.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"Its {name} is no text.");
}
