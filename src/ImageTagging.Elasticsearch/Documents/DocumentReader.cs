using System.Globalization;
using System.Text.Json;
using ImageTagging.Indexing;
using ImageTagging.Serialization;

namespace ImageTagging.Elasticsearch.Documents;

/// <summary>Reads a document back as the record that it was written from.</summary>
internal static class DocumentReader
{
    private static readonly RecordForm s_form = new()
    {
        Contents = "content"u8.ToArray(),
        Taggers = "labels"u8.ToArray(),
        Tags = "tag_confidence"u8.ToArray(),
        ReadTags = static (ref Utf8JsonReader reader) => JsonParts.Many(ref reader, TagOf),
        ReadRelations = static (ref Utf8JsonReader reader) => JsonParts.Many(ref reader, RelationOf),
    };

    /// <summary>Reads a document where the reader stands on its first token; leaves it on the last.</summary>
    /// <exception cref="JsonException">It is no document of ours.</exception>
    public static ImageRecord Read(ref Utf8JsonReader reader, string? token) => RecordJson.Read(ref reader, s_form, token);

    private static Tag TagOf(ref Utf8JsonReader reader)
    {
        var text = JsonParts.String(ref reader);
        var at = text.LastIndexOf(RecordTerms.Separator);
        return
            at >= 0
            && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var hundredths)
            && hundredths <= 10_000
            ? new(text[..at], new(hundredths))
            : throw new JsonException("A tag's confidence cannot be read.");
    }

    private static TagRelation RelationOf(ref Utf8JsonReader reader)
    {
        try
        {
            return RecordTerms.ParseRelation(JsonParts.String(ref reader));
        }
        catch (FormatException fault)
        {
            throw new JsonException(fault.Message, fault);
        }
    }
}
