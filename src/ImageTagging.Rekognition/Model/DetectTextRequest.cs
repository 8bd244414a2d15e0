namespace ImageTagging.Rekognition;

/// <summary>What <see cref="IRekognitionClient.DetectTextAsync"/> asks.</summary>
public sealed record DetectTextRequest
{
    /// <summary>The picture.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>Which text to return; null for all.</summary>
    public DetectTextFilters? Filters { get; init; }
}
