using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>Tags in words and as JSON.</summary>
internal static class TagWords
{
    public static string Of(IReadOnlyList<Tag> tags, int most = 8, string? language = null) =>
        string.Join(
            ", ",
            tags.Take(most)
                .Select(t =>
                    string.Create(CultureInfo.InvariantCulture, $"{Shown(t.Name, language)} {Math.Floor(t.Confidence.Percent)}")
                )
        ) + (tags.Count > most ? " …" : "");

    public static void Write(Utf8JsonWriter w, string name, IReadOnlyList<Tag> tags, string? language = null)
    {
        w.WriteStartArray(name);
        foreach (var tag in tags)
        {
            w.WriteStartObject();
            w.WriteString("name", tag.Name);
            if (language is not null)
            {
                w.WriteString("displayName", Shown(tag.Name, language));
            }

            w.WriteNumber("confidence", tag.Confidence.Percent);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    /// <summary>A tag's name in a language; as it is stored where there is none.</summary>
    public static string Shown(string tag, string? language) =>
        language is null ? tag : Vocabulary.Empty.NameOf(tag, Vocabulary.Empty.LanguageFor(language) ?? language);
}
