namespace ImageTagging.Rekognition;

/// <summary>The request of <see cref="IRekognitionClient.DetectTextAsync"/>.</summary>
public sealed record DetectTextRequest
{
    /// <summary>The picture.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>Which text to return; null for all.</summary>
    public DetectTextFilters? Filters { get; init; }
}
