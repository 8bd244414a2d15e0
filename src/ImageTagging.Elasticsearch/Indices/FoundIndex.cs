using System.Globalization;
using System.Text.Json;
using ImageTagging.Elasticsearch.Documents;

namespace ImageTagging.Elasticsearch.Indices;

/// <summary>A concrete index as the server describes it.</summary>
internal sealed record FoundIndex(
    string Name,
    int? Schema,
    string? MappingHash,
    IReadOnlyDictionary<string, string> Properties,
    IReadOnlyList<string> Aliases,
    bool BlocksWrites,
    int? Shards,
    int? Replicas
)
{
    /// <summary>True if this SDK made it.</summary>
    public bool IsOurs => Schema is not null;

    /// <summary>Reads the answer of <c>GET /alias</c>: an object with a member for each index.</summary>
    public static IReadOnlyList<FoundIndex> ReadAll(JsonElement root) =>
        [.. root.EnumerateObject().Select(i => Read(i.Name, i.Value))];

    /// <summary>The fields that are not there yet, and whether any that is there differs.</summary>
    public (IReadOnlyList<(string Name, string Definition)> Missing, string? Differs) Compare()
    {
        var missing = Mapping.Fields.Where(f => !Properties.ContainsKey(f.Name)).ToList();
        var differs = Mapping
            .Fields.Where(f => Properties.TryGetValue(f.Name, out var there) && !IsSame(there, f.Definition))
            .Select(f => f.Name)
            .FirstOrDefault();
        return (missing, differs);
    }

    /// <summary>The settings that the index has otherwise than was asked for, a sentence each.</summary>
    public IEnumerable<string> Differences(ElasticsearchIndexOptions options)
    {
        if (options.WantedShards is { } shards && Shards is { } there && there != shards)
        {
            yield return $"The index '{Name}' has {there} shards, and {shards} are asked for: an index keeps the number that it was created with until it is migrated (ElasticsearchTagIndex.MigrateAsync).";
        }

        if (options.Replicas is { } replicas && Replicas is { } now && now != replicas)
        {
            yield return $"The index '{Name}' has {now} replicas, and {replicas} are asked for: change index.number_of_replicas on the server, or migrate (ElasticsearchTagIndex.MigrateAsync).";
        }
    }

    private static int? Number(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out var value)
        && int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static FoundIndex Read(string name, JsonElement index)
    {
        var mappings = index.GetProperty("mappings");
        var ours =
            mappings.TryGetProperty("_meta", out var meta)
            && meta.ValueKind == JsonValueKind.Object
            && meta.TryGetProperty(Mapping.Meta, out var own)
                ? own
                : default;
        var settings = index.GetProperty("settings").GetProperty("index");
        return new(
            name,
            ours.ValueKind == JsonValueKind.Object && ours.TryGetProperty("schema", out var schema) ? schema.GetInt32() : null,
            ours.ValueKind == JsonValueKind.Object && ours.TryGetProperty("mapping", out var hash) ? hash.GetString() : null,
            mappings.TryGetProperty("properties", out var fields)
                ? fields.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetRawText(), StringComparer.Ordinal)
                : new Dictionary<string, string>(StringComparer.Ordinal),
            index.TryGetProperty("aliases", out var aliases) ? [.. aliases.EnumerateObject().Select(a => a.Name)] : [],
            settings.TryGetProperty("blocks", out var blocks)
                && blocks.TryGetProperty("write", out var write)
                && string.Equals(write.ToString(), "true", StringComparison.OrdinalIgnoreCase),
            Number(settings, "number_of_shards"),
            Number(settings, "number_of_replicas")
        );
    }

    // The server may leave out what is its default ("type": "object") and orders members as it likes.
    private static bool IsSame(string there, string wanted)
    {
        using var a = JsonDocument.Parse(there);
        using var b = JsonDocument.Parse(wanted);
        return Covers(a.RootElement, b.RootElement);
    }

    private static bool Covers(JsonElement there, JsonElement wanted)
    {
        if (wanted.ValueKind != JsonValueKind.Object)
        {
            return string.Equals(there.ToString(), wanted.ToString(), StringComparison.OrdinalIgnoreCase);
        }

        return there.ValueKind == JsonValueKind.Object
            && wanted
                .EnumerateObject()
                .All(m =>
                    there.TryGetProperty(m.Name, out var value)
                        ? Covers(value, m.Value)
                        : m.NameEquals("type") && m.Value.ValueEquals("object")
                );
    }
}
