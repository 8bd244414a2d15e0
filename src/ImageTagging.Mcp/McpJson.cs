using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging.Mcp;

/// <summary>The JSON that tools answer with.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FoundImages))]
[JsonSerializable(typeof(ShownImage))]
[JsonSerializable(typeof(TagStatistics))]
[JsonSerializable(typeof(SuggestedTags))]
[JsonSerializable(typeof(CorrectedImages))]
internal sealed partial class McpJson : JsonSerializerContext;
