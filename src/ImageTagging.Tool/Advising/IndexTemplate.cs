using System.Text.Json.Nodes;

namespace ImageTagging.Tool.Advising;

/// <summary>Bodies for a search server: what a new index gets for its first load, and what it gets afterwards.</summary>
/// <remarks>
/// Shards and replicas are not in the template: the SDK states them when it creates the index, and what is stated wins over
/// any template. Durability stays as it is, because acknowledged means durable.
/// </remarks>
internal static class IndexTemplate
{
    /// <summary>For <c>PUT _index_template/NAME</c>, before the first run.</summary>
    public static JsonObject FirstLoad(string index) =>
        new()
        {
            // The records' index, never the small one of named state.
            ["index_patterns"] = new JsonArray($"{index}-0*"),
            ["priority"] = 500,
            ["template"] = new JsonObject
            {
                ["settings"] = new JsonObject
                {
                    ["index"] = new JsonObject
                    {
                        // The SDK refreshes when it needs to.
                        ["refresh_interval"] = "60s",
                        ["translog"] = new JsonObject { ["flush_threshold_size"] = "1gb" },
                        ["codec"] = "best_compression",
                    },
                },
            },
        };

    /// <summary>For <c>PUT INDEX/_settings</c>, after the first run.</summary>
    public static JsonObject Afterwards(int replicas) =>
        new()
        {
            ["index"] = new JsonObject
            {
                ["refresh_interval"] = null,
                ["translog"] = new JsonObject { ["flush_threshold_size"] = null },
                ["auto_expand_replicas"] = false,
                ["number_of_replicas"] = replicas,
            },
        };
}
