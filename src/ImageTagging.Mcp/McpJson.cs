using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging.Mcp;

/// <summary>The JSON that tools answer with.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FoundPictures))]
[JsonSerializable(typeof(ShownPicture))]
[JsonSerializable(typeof(TagStatistics))]
[JsonSerializable(typeof(SuggestedTags))]
[JsonSerializable(typeof(CorrectedPictures))]
internal sealed partial class McpJson : JsonSerializerContext;
