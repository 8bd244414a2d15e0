using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>Tags in words and as JSON.</summary>
internal static class TagWords
{
    public static string Of(IReadOnlyList<Tag> tags, int most = 8) =>
        string.Join(
            ", ",
            tags.Take(most)
                .Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Name} {Math.Floor(t.Confidence.Percent)}"))
        ) + (tags.Count > most ? " …" : "");

    public static void Write(Utf8JsonWriter w, string name, IReadOnlyList<Tag> tags)
    {
        w.WriteStartArray(name);
        foreach (var tag in tags)
        {
            w.WriteStartObject();
            w.WriteString("name", tag.Name);
            w.WriteNumber("confidence", tag.Confidence.Percent);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
