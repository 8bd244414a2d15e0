namespace ImageTagging.Rekognition;

/// <summary>The request of <see cref="IRekognitionClient.DetectLabelsAsync"/>.</summary>
public sealed record DetectLabelsRequest
{
    /// <summary>The picture.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>The most labels, the surest first, up to 1,000; null for the service's 1,000.</summary>
    public int? MaxLabels { get; init; }

    /// <summary>The lowest confidence, 0–100; null for the service's 55.</summary>
    public double? MinConfidence { get; init; }

    /// <summary><c>GENERAL_LABELS</c>, <c>IMAGE_PROPERTIES</c> or both; null for labels.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Filters and how many colours; null for none.</summary>
    public DetectLabelsSettings? Settings { get; init; }
}
