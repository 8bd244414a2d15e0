namespace ImageTagging.Rekognition;

/// <summary>The request of <see cref="IRekognitionClient.DetectModerationLabelsAsync"/>.</summary>
public sealed record DetectModerationLabelsRequest
{
    /// <summary>The picture.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>The lowest confidence, 0–100; null for the service's 50.</summary>
    public double? MinConfidence { get; init; }

    /// <summary>Sends doubtful pictures to people (Amazon A2I); null for none.</summary>
    public HumanLoopConfig? HumanLoopConfig { get; init; }

    /// <summary>The ARN of an adapter trained for one's own pictures; null for none.</summary>
    public string? ProjectVersion { get; init; }
}
