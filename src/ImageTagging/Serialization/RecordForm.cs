using System.Text.Json;

namespace ImageTagging.Serialization;

/// <summary>What one stored form of records has otherwise than another: names of members, and how tags and relations stand there.</summary>
internal sealed class RecordForm
{
    /// <summary>The compact form of <see cref="RecordJson"/>.</summary>
    public static RecordForm Compact { get; } =
        new()
        {
            Contents = "contents"u8.ToArray(),
            Taggers = "taggers"u8.ToArray(),
            Tags = "tags"u8.ToArray(),
            ReadTags = TagsOf,
            ReadRelation = RelationOf,
        };

    public required byte[] Contents { get; init; }

    public required byte[] Taggers { get; init; }

    public required byte[] Tags { get; init; }

    public required JsonParts.ReadOne<Tag[]> ReadTags { get; init; }

    public required JsonParts.ReadOne<TagRelation> ReadRelation { get; init; }

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
