using System.Globalization;
using System.Text.Json;
using ImageTagging.Querying;
using ImageTagging.Serialization;

namespace ImageTagging.Elasticsearch.Documents;

/// <summary>Reads a document back as the record that it was written from.</summary>
internal static class DocumentReader
{
    /// <summary>Reads a document where the reader stands on its first token; leaves it on the last.</summary>
    /// <exception cref="JsonException">It is no document of ours.</exception>
    public static ImageRecord Read(ref Utf8JsonReader reader, string? token)
    {
        JsonParts.Object(ref reader);
        string? source = null;
        string? key = null;
        string? location = null;
        long? size = null;
        DateTimeOffset? modifiedAt = null;
        string? version = null;
        DateTimeOffset? listedAt = null;
        ContentId[] contents = [];
        int? width = null;
        int? height = null;
        string? mediaType = null;
        IReadOnlyList<TaggerState> taggers = [];
        Tag[] tags = [];
        string? vocabulary = null;
        string[] categories = [];
        TagRelation[] parents = [];
        TagRelation[] aliases = [];
        IReadOnlyList<Correction> edits = [];
        PreviousContent? previous = null;
        DateTimeOffset? goneAt = null;
        while (JsonParts.NextMember(ref reader))
        {
            if (JsonParts.Is(ref reader, "source"u8))
            {
                source = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "key"u8))
            {
                key = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "location"u8))
            {
                location = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "size"u8))
            {
                size = reader.GetInt64();
            }
            else if (JsonParts.Is(ref reader, "modified_at"u8))
            {
                modifiedAt = JsonParts.Time(ref reader);
            }
            else if (JsonParts.Is(ref reader, "version"u8))
            {
                version = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "listed_at"u8))
            {
                listedAt = JsonParts.Time(ref reader);
            }
            else if (JsonParts.Is(ref reader, "content"u8))
            {
                contents = JsonParts.Many(ref reader, JsonParts.Content);
            }
            else if (JsonParts.Is(ref reader, "width"u8))
            {
                width = reader.GetInt32();
            }
            else if (JsonParts.Is(ref reader, "height"u8))
            {
                height = reader.GetInt32();
            }
            else if (JsonParts.Is(ref reader, "media_type"u8))
            {
                mediaType = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "labels"u8))
            {
                taggers = RecordJson.ReadTaggers(ref reader);
            }
            else if (JsonParts.Is(ref reader, "tag_confidence"u8))
            {
                tags = JsonParts.Many(ref reader, TagOf);
            }
            else if (JsonParts.Is(ref reader, "vocabulary"u8))
            {
                vocabulary = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "categories"u8))
            {
                categories = JsonParts.Many(ref reader, JsonParts.String);
            }
            else if (JsonParts.Is(ref reader, "parents"u8))
            {
                parents = JsonParts.Many(ref reader, RelationOf);
            }
            else if (JsonParts.Is(ref reader, "aliases"u8))
            {
                aliases = JsonParts.Many(ref reader, RelationOf);
            }
            else if (JsonParts.Is(ref reader, "edits"u8))
            {
                edits = RecordJson.ReadEdits(ref reader);
            }
            else if (JsonParts.Is(ref reader, "previous"u8))
            {
                previous = RecordJson.ReadPrevious(ref reader);
            }
            else if (JsonParts.Is(ref reader, "gone_at"u8))
            {
                goneAt = JsonParts.Time(ref reader);
            }
            else
            {
                JsonParts.SkipMember(ref reader);
            }
        }

        return new()
        {
            Source = JsonParts.Wanted(source, "source"),
            Key = JsonParts.Wanted(key, "key"),
            Location = JsonParts.Wanted(location, "location"),
            Size = JsonParts.Wanted(size, "size"),
            ModifiedAt = JsonParts.Wanted(modifiedAt, "modified_at"),
            Version = version,
            ListedAt = JsonParts.Wanted(listedAt, "listed_at"),
            Contents = contents,
            Width = width,
            Height = height,
            MediaType = mediaType,
            Taggers = taggers,
            Tags = tags,
            Vocabulary = vocabulary,
            Categories = categories,
            Parents = parents,
            Aliases = aliases,
            Edits = edits,
            Previous = previous,
            GoneAt = goneAt,
            Token = token,
        };
    }

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
