namespace ImageTagging.Rekognition;

/// <summary>One sighting of a label.</summary>
public sealed record LabelInstance
{
    /// <summary>Where.</summary>
    public RekognitionBox? BoundingBox { get; init; }

    /// <summary>How sure the service is of it, 0–100.</summary>
    public double? Confidence { get; init; }

    /// <summary>Its colours, where asked for.</summary>
    public IReadOnlyList<DominantColor> DominantColors
    {
        get;
        init => field = value ?? [];
    } = [];
}
