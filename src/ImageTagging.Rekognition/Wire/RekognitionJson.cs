using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging.Rekognition.Wire;

/// <summary>The wire's JSON: names as they are, nothing that is not set, unknown members ignored.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DetectLabelsRequest))]
[JsonSerializable(typeof(DetectLabelsResponse))]
[JsonSerializable(typeof(DetectCustomLabelsRequest))]
[JsonSerializable(typeof(DetectCustomLabelsResponse))]
[JsonSerializable(typeof(DetectModerationLabelsRequest))]
[JsonSerializable(typeof(DetectModerationLabelsResponse))]
[JsonSerializable(typeof(DetectTextRequest))]
[JsonSerializable(typeof(DetectTextResponse))]
internal sealed partial class RekognitionJson : JsonSerializerContext
{
    /// <summary>Escapes as little as JSON allows, as AWS's own clients do. The bytes go to a service, never into a page.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
