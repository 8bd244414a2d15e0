namespace ImageTagging.Rekognition;

/// <summary>Where something is.</summary>
public sealed record RekognitionGeometry
{
    /// <summary>As an upright box.</summary>
    public RekognitionBox? BoundingBox { get; init; }

    /// <summary>As a polygon, finer than the box.</summary>
    public IReadOnlyList<RekognitionPoint> Polygon
    {
        get;
        init => field = value ?? [];
    } = [];
}
