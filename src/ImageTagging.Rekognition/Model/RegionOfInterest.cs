namespace ImageTagging.Rekognition;

/// <summary>A part of the picture to look at.</summary>
public sealed record RegionOfInterest
{
    /// <summary>As a box.</summary>
    public RekognitionBox? BoundingBox { get; init; }

    /// <summary>As a polygon.</summary>
    public IReadOnlyList<RekognitionPoint>? Polygon { get; init; }
}
