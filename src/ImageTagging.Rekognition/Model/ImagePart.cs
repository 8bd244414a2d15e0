namespace ImageTagging.Rekognition;

/// <summary>Quality and colours of the foreground or the background.</summary>
public sealed record ImagePart
{
    /// <summary>Its quality.</summary>
    public ImageQuality? Quality { get; init; }

    /// <summary>Its colours.</summary>
    public IReadOnlyList<DominantColor> DominantColors
    {
        get;
        init => field = value ?? [];
    } = [];
}
