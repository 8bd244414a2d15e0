using System.Text.Json;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

/// <summary>Checks a line against the published schema, as far as that schema uses the language; an unknown keyword fails.</summary>
public static class SchemaCheck
{
    private static readonly JsonElement s_root = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, "docs", "schemas", "tool-output.schema.json")))
        .RootElement;

    public static void Holds(JsonElement line) => Assert.Null(Fault(s_root, line, "$"));

    private static string? Fault(JsonElement schema, JsonElement value, string at)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var fault = keyword.Name switch
            {
                "$schema" or "title" or "description" or "$defs" => null,
                "$ref" => Fault(
                    s_root.GetProperty("$defs").GetProperty(keyword.Value.GetString()!["#/$defs/".Length..]),
                    value,
                    at
                ),
                "type" => IsType(keyword.Value, value) ? null : $"{at} is {value.ValueKind}, not {keyword.Value}",
                "const" => value.ToString() == keyword.Value.ToString() ? null : $"{at} is not {keyword.Value}",
                "enum" => keyword.Value.EnumerateArray().Any(v => v.ToString() == value.ToString())
                    ? null
                    : $"{at} is none of {keyword.Value}",
                "minimum" => value.GetDouble() >= keyword.Value.GetDouble() ? null : $"{at} is too low",
                "maximum" => value.GetDouble() <= keyword.Value.GetDouble() ? null : $"{at} is too high",
                "pattern" => Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!) ? null : $"{at} does not match",
                "required" => keyword
                    .Value.EnumerateArray()
                    .Select(n => n.GetString()!)
                    .FirstOrDefault(n => !value.TryGetProperty(n, out _))
                    is { } missing
                    ? $"{at} lacks {missing}"
                    : null,
                "properties" => Properties(keyword.Value, value, at),
                // Members of any name, each of which must hold.
                "additionalProperties" when keyword.Value.ValueKind == JsonValueKind.Object => value
                    .EnumerateObject()
                    .Select(p => Fault(keyword.Value, p.Value, $"{at}.{p.Name}"))
                    .FirstOrDefault(f => f is not null),
                "additionalProperties" => value
                    .EnumerateObject()
                    .Select(p => p.Name)
                    .FirstOrDefault(n => !schema.GetProperty("properties").TryGetProperty(n, out _))
                    is { } more
                    ? $"{at} has {more} beside"
                    : null,
                "items" => value
                    .EnumerateArray()
                    .Select((v, i) => Fault(keyword.Value, v, $"{at}[{i}]"))
                    .FirstOrDefault(f => f is not null),
                "oneOf" => keyword.Value.EnumerateArray().Count(s => Fault(s, value, at) is null) == 1
                    ? null
                    : $"{at} is not exactly one of the kinds: {value}",
                _ => throw new InvalidOperationException($"The check does not know '{keyword.Name}'."),
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Properties(JsonElement properties, JsonElement value, string at)
    {
        foreach (var property in properties.EnumerateObject())
        {
            if (
                value.TryGetProperty(property.Name, out var member)
                && Fault(property.Value, member, $"{at}.{property.Name}") is { } fault
            )
            {
                return fault;
            }
        }

        return null;
    }

    private static bool IsType(JsonElement type, JsonElement value) =>
        type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Any(t => IsType(t, value))
            : type.GetString() switch
            {
                "object" => value.ValueKind == JsonValueKind.Object,
                "array" => value.ValueKind == JsonValueKind.Array,
                "string" => value.ValueKind == JsonValueKind.String,
                "number" => value.ValueKind == JsonValueKind.Number,
                "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
                "null" => value.ValueKind == JsonValueKind.Null,
                "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                _ => false,
            };
}
