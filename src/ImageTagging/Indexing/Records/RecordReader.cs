using System.Text.Json;
using ImageTagging.Serialization;

namespace ImageTagging.Indexing;

/// <summary>Reads a whole record, in one of its forms.</summary>
internal static class RecordReader
{
    /// <summary>Reads a record where the reader stands on its first token; leaves it on the last.</summary>
    /// <exception cref="JsonException">It is no record of this form.</exception>
    public static ImageRecord Record(ref Utf8JsonReader reader, RecordForm form, string? token = null)
    {
        JsonParts.Object(ref reader);
        string? source = null;
        string? key = null;
        string? location = null;
        long? size = null;
        DateTimeOffset? modifiedAt = null;
        string? version = null;
        DateTimeOffset? listedAt = null;
        string[] companions = [];
        ContentId[] contents = [];
        int? width = null;
        int? height = null;
        string? mediaType = null;
        PerceptualHash? look = null;
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
            else if (JsonParts.Is(ref reader, "companions"u8))
            {
                companions = JsonParts.Many(ref reader, JsonParts.String);
            }
            else if (JsonParts.Is(ref reader, form.Contents.Span))
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
            else if (JsonParts.Is(ref reader, "look"u8))
            {
                look = PerceptualHash.TryParse(JsonParts.String(ref reader), out var hash)
                    ? hash
                    : throw new JsonException("'look' is no hash.");
            }
            else if (JsonParts.Is(ref reader, form.Taggers.Span))
            {
                taggers = StateReader.Taggers(ref reader);
            }
            else if (JsonParts.Is(ref reader, form.Tags.Span))
            {
                tags = form.ReadTags(ref reader);
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
                parents = form.ReadRelations(ref reader);
            }
            else if (JsonParts.Is(ref reader, "aliases"u8))
            {
                aliases = form.ReadRelations(ref reader);
            }
            else if (JsonParts.Is(ref reader, "edits"u8))
            {
                edits = StateReader.Edits(ref reader);
            }
            else if (JsonParts.Is(ref reader, "previous"u8))
            {
                previous = StateReader.Previous(ref reader);
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
            Companions = companions,
            Contents = contents,
            Width = width,
            Height = height,
            MediaType = mediaType,
            Look = look,
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
}
