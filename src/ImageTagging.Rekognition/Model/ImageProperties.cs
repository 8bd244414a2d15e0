namespace ImageTagging.Rekognition;

/// <summary>Colours and quality of a picture.</summary>
public sealed record ImageProperties
{
    /// <summary>The whole picture's quality.</summary>
    public ImageQuality? Quality { get; init; }

    /// <summary>The whole picture's colours.</summary>
    public IReadOnlyList<DominantColor> DominantColors
    {
        get;
        init => field = AnsweredList.Of(value);
    } = [];

    /// <summary>The foreground.</summary>
    public ImagePart? Foreground { get; init; }

    /// <summary>The background.</summary>
    public ImagePart? Background { get; init; }
}
