using System.Text.Json;
using ImageTagging.Serialization;

namespace ImageTagging.Indexing;

/// <summary>
/// Differences of an engine's stored form of records from the compact one of <see cref="RecordJson"/>: the names of three members,
/// and how tags and relations stand there. All other members are the same in every form. Threads may share it.
/// </summary>
public sealed class RecordForm
{
    /// <summary>The compact form, as <see cref="RecordJson"/> writes it.</summary>
    public static RecordForm Compact { get; } =
        new()
        {
            Contents = "contents"u8.ToArray(),
            Taggers = "taggers"u8.ToArray(),
            Tags = "tags"u8.ToArray(),
            ReadTags = TagsOf,
            ReadRelations = static (ref Utf8JsonReader reader) => JsonParts.Many(ref reader, RelationOf),
        };

    /// <summary>The name of the member that holds the content's ids, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Contents { get; init; }

    /// <summary>The name of the member that holds the taggers' answers, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Taggers { get; init; }

    /// <summary>The name of the member that holds the effective tags, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Tags { get; init; }

    /// <summary>Reads the value of <see cref="Tags"/>.</summary>
    public required JsonValueReader<Tag[]> ReadTags { get; init; }

    /// <summary>Reads the value of <c>parents</c> and of <c>aliases</c>.</summary>
    public required JsonValueReader<TagRelation[]> ReadRelations { get; init; }

    private static Tag[] TagsOf(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        List<Tag> tags = [];
        while (JsonParts.NextMember(ref reader))
        {
            var name = JsonParts.String(ref reader);
            reader.Read();
            tags.Add(new(name, new(Math.Clamp(reader.GetInt32(), 0, 10_000))));
        }

        return [.. tags];
    }

    private static TagRelation RelationOf(ref Utf8JsonReader reader)
    {
        var name = JsonParts.String(ref reader);
        reader.Read();
        return new(name, JsonParts.String(ref reader));
    }
}
