using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageTagging.Rekognition.Tagging;

/// <summary>What the four taggers share: their facts, their fingerprints, their boxes.</summary>
internal static class TaggerParts
{
    public static TaggerInfo Info(RekognitionTaggerOptions options, ServiceLimits limits, TaggerFingerprint fingerprint) =>
        new()
        {
            Name = options.Name,
            Fingerprint = fingerprint,
            PricePerCall = options.PricePerCall,
            IsMetered = true,
            CallsPerSecond = options.CallsPerSecond,
            MaxConcurrency = options.MaxConcurrency,
            Limits = limits.ToTaggerLimits(options.Transfer),
        };

    /// <summary>A hash of the operation, of the request without its picture, and of the settings that shape labels from the answer.</summary>
    public static string Settings<TRequest>(string operation, TRequest request, JsonTypeInfo<TRequest> type, params string[] more)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', [operation, .. more]) + "\n"));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(request, type));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    public static IReadOnlyList<string>? NullIfEmpty(IEnumerable<string> values) =>
        values.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal).ToArray() is { Length: > 0 } sorted ? sorted : null;

    public static BoundingBox ToBox(RekognitionBox box, double? confidence) =>
        new(box.Left, box.Top, box.Width, box.Height, confidence);

    public static IReadOnlyList<string> Names(IReadOnlyList<LabelName> names)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var result = new string[names.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = names[i].Name;
        }

        return result;
    }
}
