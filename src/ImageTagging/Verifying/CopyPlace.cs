using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging.Verifying;

/// <summary>How far a copy is.</summary>
internal sealed record CopyPlace
{
    public string? Source { get; init; }

    public string? Key { get; init; }

    public long Read { get; init; }

    public long Written { get; init; }

    public long Same { get; init; }

    public long Kept { get; init; }

    public long Failed { get; init; }

    [JsonIgnore]
    public ImageName? After => Source is null ? null : new(Source, Key ?? "");

    public static CopyPlace Parse(string? json)
    {
        try
        {
            return json is null ? new() : JsonSerializer.Deserialize(json, CopyPlaceJson.Default.CopyPlace) ?? new();
        }
        catch (JsonException)
        {
            // What was copied already is found to be there.
            return new();
        }
    }

    public string Write() => JsonSerializer.Serialize(this, CopyPlaceJson.Default.CopyPlace);

    public CopyReport Report(IReadOnlyList<RunFailure> failures) =>
        new()
        {
            Read = Read,
            Written = Written,
            Same = Same,
            Kept = Kept,
            Failed = Failed,
            Failures = failures,
        };
}

/// <summary>The place's JSON, generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(CopyPlace))]
internal sealed partial class CopyPlaceJson : JsonSerializerContext;
