namespace ImageTagging.Rekognition;

/// <summary>Words to return, by confidence and size.</summary>
public sealed record TextFilter
{
    /// <summary>The lowest confidence, 0–100; null for the service's 80.</summary>
    public double? MinConfidence { get; init; }

    /// <summary>The least height, in parts (0–1) of the picture's.</summary>
    public double? MinBoundingBoxHeight { get; init; }

    /// <summary>The least width, in parts (0–1) of the picture's.</summary>
    public double? MinBoundingBoxWidth { get; init; }
}
