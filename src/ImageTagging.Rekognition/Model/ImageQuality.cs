namespace ImageTagging.Rekognition;

/// <summary>How good a picture is, each figure 0–100.</summary>
public sealed record ImageQuality
{
    /// <summary>How bright.</summary>
    public double? Brightness { get; init; }

    /// <summary>How sharp.</summary>
    public double? Sharpness { get; init; }

    /// <summary>How much contrast.</summary>
    public double? Contrast { get; init; }
}
