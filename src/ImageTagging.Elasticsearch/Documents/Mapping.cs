using System.Security.Cryptography;
using System.Text.Json;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch.Documents;

/// <summary>The fields of a document and how the server keeps them.</summary>
internal static class Mapping
{
    /// <summary>The form of documents that this version writes.</summary>
    public const int Schema = 3;

    /// <summary>The member of <c>_meta</c> that says that an index is ours.</summary>
    public const string Meta = "image_tagging";

    private const string Text = """{"type":"keyword","normalizer":"lowercase"}""";
    private const string Exact = """{"type":"keyword"}""";
    private const string Read = """{"type":"keyword","index":false}""";
    private const string Date = """{"type":"date","format":"epoch_millis"}""";
    private const string Kept = """{"type":"object","enabled":false}""";

    // The number for ranges, and as text for facets, whose values are text.
    private const string Number = """{"type":"integer","fields":{"text":{"type":"keyword"}}}""";

    /// <summary>Each field with its definition, by name.</summary>
    public static IReadOnlyList<(string Name, string Definition)> Fields { get; } =
    [
        ("aliases", Text),
        ("camera", Exact),
        ("categories", Text),
        ("content", Exact),
        ("content_before", Exact),
        ("due_at", Date),
        ("edited", """{"type":"boolean"}"""),
        ("edits", Kept),
        ("fact_terms", """{"type":"keyword","doc_values":false}"""),
        ("failure", """{"properties":{"code":{"type":"keyword"},"kind":{"type":"keyword"},"tagger":{"type":"keyword"}}}"""),
        ("folders", Exact),
        ("gone_at", Date),
        ("height", """{"type":"integer"}"""),
        ("image_id", Exact),
        ("image_name", Text),
        ("iso", Number),
        ("key", Exact),
        ("labels", Kept),
        ("lens", Exact),
        ("listed_at", Date),
        ("location", Exact),
        ("media_type", Exact),
        ("modified_at", Date),
        ("parents", Text),
        ("people", Exact),
        ("places", Exact),
        ("position", """{"type":"geo_point"}"""),
        ("previous", Kept),
        ("rating", Number),
        ("schema", """{"type":"integer"}"""),
        ("size", """{"type":"long"}"""),
        ("source", Exact),
        ("stamp", Read),
        ("status", Exact),
        ("tag_confidence", Text),
        (ConfidenceDigits.Field, """{"type":"keyword","doc_values":false}"""),
        ("tagged_at", Date),
        ("taken", """{"type":"long"}"""),
        ("taken_month", Exact),
        ("taken_year", Exact),
        ("taggers", Exact),
        ("tags", Text),
        ("tags_ge", Bands()),
        (Indices.VectorFields.Root, """{"type":"object"}"""),
        ("version", Read),
        ("vocabulary", Exact),
        ("width", """{"type":"integer"}"""),
    ];

    /// <summary>A hash over every field and its definition, the schema and the index's order.</summary>
    public static string Hash { get; } = ComputeHash();

    /// <summary>The body that creates an index with these aliases.</summary>
    public static PooledBuffer Create(ElasticsearchIndexOptions options, IReadOnlyList<string> aliases)
    {
        var body = new PooledBuffer();
        using var writer = new Utf8JsonWriter(body);
        writer.WriteStartObject();
        writer.WriteStartObject("settings");
        writer.WriteStartObject("index");
        writer.WriteNumber("number_of_shards", options.Shards);
        WriteReplicas(writer, options.Replicas);
        writer.WriteStartArray("sort.field");
        writer.WriteStringValue("source");
        writer.WriteStringValue("key");
        writer.WriteEndArray();
        writer.WriteStartArray("sort.order");
        writer.WriteStringValue("asc");
        writer.WriteStringValue("asc");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WritePropertyName("mappings");
        WriteMapping(writer, Fields);
        WriteAliases(writer, aliases);
        writer.WriteEndObject();
        writer.Flush();
        return body;
    }

    /// <summary>The body that adds fields to an index of ours.</summary>
    public static PooledBuffer Add(IReadOnlyList<(string Name, string Definition)> missing)
    {
        var body = new PooledBuffer();
        using var writer = new Utf8JsonWriter(body);
        WriteMapping(writer, missing);
        writer.Flush();
        return body;
    }

    public static void WriteReplicas(Utf8JsonWriter writer, int? replicas)
    {
        if (replicas is { } count)
        {
            writer.WriteNumber("number_of_replicas", count);
        }
        else
        {
            writer.WriteString("auto_expand_replicas", "0-1");
        }
    }

    private static void WriteAliases(Utf8JsonWriter writer, IReadOnlyList<string> aliases)
    {
        writer.WriteStartObject("aliases");
        foreach (var alias in aliases)
        {
            writer.WriteStartObject(alias);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteMapping(Utf8JsonWriter writer, IReadOnlyList<(string Name, string Definition)> fields)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("dynamic", false);
        writer.WriteStartObject("_meta");
        writer.WriteStartObject(Meta);
        writer.WriteNumber("schema", Schema);
        writer.WriteString("mapping", Hash);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("properties");
        foreach (var (name, definition) in fields)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(definition);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string Bands() =>
        """{"properties":{""" + string.Join(',', Confidence.Bands.Select(b => $"\"{b}\":{Text}")) + "}}";

    private static string ComputeHash()
    {
        var text = string.Join(
            '\n',
            Fields.Select(f => f.Name + f.Definition).Prepend($"schema {Schema}; sorted by source, key")
        );
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
