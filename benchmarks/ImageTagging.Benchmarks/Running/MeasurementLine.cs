using System.Text.Json.Serialization;

namespace ImageTagging.Benchmarks;

/// <summary>A measurement as a line of a results file.</summary>
public sealed record MeasurementLine
{
    public required string Set { get; init; }
    public required string Title { get; init; }
    public required string Name { get; init; }
    public required double Value { get; init; }
    public required string Unit { get; init; }
    public string? Bar { get; init; }
    public bool? Met { get; init; }
    public required string Machine { get; init; }
    public required string Command { get; init; }
    public required DateTimeOffset Date { get; init; }
    public string? Commit { get; init; }
}

[JsonSerializable(typeof(MeasurementLine))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
internal sealed partial class MeasurementJson : JsonSerializerContext;
