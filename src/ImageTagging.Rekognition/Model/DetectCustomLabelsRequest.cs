namespace ImageTagging.Rekognition;

/// <summary>The request of <see cref="IRekognitionClient.DetectCustomLabelsAsync"/>.</summary>
public sealed record DetectCustomLabelsRequest
{
    /// <summary>The model version, 20–2,048 characters.</summary>
    public required string ProjectVersionArn { get; init; }

    /// <summary>The picture.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>The most results, the surest first; null for the service's limit.</summary>
    public int? MaxResults { get; init; }

    /// <summary>The lowest confidence, 0–100; null for each label's own threshold, found in training.</summary>
    public double? MinConfidence { get; init; }
}
