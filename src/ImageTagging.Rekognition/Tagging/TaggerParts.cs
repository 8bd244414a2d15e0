using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageTagging.Rekognition.Tagging;

/// <summary>The parts that the four taggers share: their facts, their fingerprints, their boxes.</summary>
internal static class TaggerParts
{
    /// <summary>The most that the service may be asked for; an answer with more is not the service's.</summary>
    public const int MostLabels = 1_000;

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

    /// <summary>The part of a box that lies in the picture; the service's may reach beyond its edges.</summary>
    public static BoundingBox ToBox(RekognitionBox box, double? confidence)
    {
        var sure = confidence is { } told ? Percent(told) : (double?)null;
        var (right, bottom) = (box.Left + box.Width, box.Top + box.Height);
        if (box.Left >= 0 && box.Top >= 0 && box.Width >= 0 && box.Height >= 0 && right <= 1 && bottom <= 1)
        {
            return new(box.Left, box.Top, box.Width, box.Height, sure);
        }

        var (left, top) = (Within(box.Left, 0, 1), Within(box.Top, 0, 1));
        return new(left, top, Within(right, left, 1) - left, Within(bottom, top, 1) - top, sure);
    }

    public static double Percent(double confidence) => Within(confidence, 0, 100);

    /// <summary>Tells if a name is one: the service's have some words, an index's names 256 characters.</summary>
    public static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= TagName.MaxLength;

    // JSON holds numbers that a double does not; a sum of two of them may be none.
    private static double Within(double value, double least, double most) =>
        double.IsNaN(value) ? least : Math.Clamp(value, least, most);

    public static IReadOnlyList<string> Names(IReadOnlyList<LabelName> names)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var result = new List<string>(names.Count);
        foreach (var name in names)
        {
            if (IsName(name.Name))
            {
                result.Add(name.Name);
            }
        }

        return result;
    }
}
