namespace ImageTagging.Rekognition;

/// <summary>A point, in parts (0–1) of the picture's width and height.</summary>
public sealed record RekognitionPoint
{
    /// <summary>From the left edge.</summary>
    public double X { get; init; }

    /// <summary>From the upper edge.</summary>
    public double Y { get; init; }
}
