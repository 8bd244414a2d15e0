using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImageTagging.Testing.Rekognition;

/// <summary>Checks a request against its shape; stricter than the service, which lets unknown members pass.</summary>
internal static class RequestCheck
{
    private static readonly ConcurrentDictionary<string, Regex> s_patterns = new(StringComparer.Ordinal);

    /// <summary>The fault, with its place; null where nothing is.</summary>
    public static string? Find(JsonElement value, Shape shape, string at) =>
        shape switch
        {
            StructureShape structure => OfStructure(value, structure, at),
            ListShape list => OfList(value, list, at),
            TextShape text => OfText(value, text, at),
            NumberShape number => OfNumber(value, number, at),
            BlobShape blob => OfBlob(value, blob, at),
            _ => throw new ArgumentException("No such shape.", nameof(shape)),
        };

    private static string? OfStructure(JsonElement value, StructureShape shape, string at)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return $"'{at}' must be an object.";
        }

        foreach (var required in shape.Required)
        {
            if (!value.TryGetProperty(required, out var there) || there.ValueKind == JsonValueKind.Null)
            {
                return $"'{at}.{required}' failed to satisfy constraint: Member must not be null.";
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            var place = $"{at}.{member.Name}";
            if (!shape.Members.TryGetValue(member.Name, out var expected))
            {
                return $"'{place}' is no member of the model.";
            }

            if (Find(member.Value, expected, place) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? OfList(JsonElement value, ListShape shape, string at)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return $"'{at}' must be a list.";
        }

        var count = value.GetArrayLength();
        if (count > shape.Max || count < shape.Min)
        {
            return Outside(at, "length", shape.Min, shape.Max);
        }

        var i = 0;
        foreach (var member in value.EnumerateArray())
        {
            if (Find(member, shape.Member, string.Create(CultureInfo.InvariantCulture, $"{at}[{i++}]")) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? OfText(JsonElement value, TextShape shape, string at)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return $"'{at}' must be a string.";
        }

        var text = value.GetString()!;
        if (text.Length > shape.Max || text.Length < shape.Min)
        {
            return Outside(at, "length", shape.Min, shape.Max);
        }

        if (shape.Values is { } values && !values.Contains(text, StringComparer.Ordinal))
        {
            return $"'{at}' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", values)}].";
        }

        return
            shape.Pattern is { } pattern
            && !s_patterns.GetOrAdd(pattern, p => new($"^(?:{p})\\z", RegexOptions.NonBacktracking)).IsMatch(text)
            ? $"'{at}' failed to satisfy constraint: Member must satisfy regular expression pattern: {pattern}."
            : null;
    }

    private static string? OfNumber(JsonElement value, NumberShape shape, string at)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return $"'{at}' must be a number.";
        }

        var number = value.GetDouble();
        return shape.IsInteger && !value.TryGetInt32(out _) ? $"'{at}' must be an integer."
            : number > shape.Max || number < shape.Min ? Outside(at, "value", shape.Min, shape.Max)
            : null;
    }

    private static string? OfBlob(JsonElement value, BlobShape shape, string at)
    {
        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out var bytes))
        {
            return $"'{at}' must be bytes in base64.";
        }

        return bytes.Length > shape.Max || bytes.Length < shape.Min ? Outside(at, "length", shape.Min, shape.Max) : null;
    }

    private static string Outside(string at, string what, double? min, double? max) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"1 validation error detected: Value at '{at}' failed to satisfy constraint: Member must have {what} between {min ?? 0} and {max ?? double.PositiveInfinity}."
        );
}
