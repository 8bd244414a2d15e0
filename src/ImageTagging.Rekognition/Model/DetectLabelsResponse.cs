namespace ImageTagging.Rekognition;

/// <summary>The answer of DetectLabels.</summary>
public sealed record DetectLabelsResponse
{
    /// <summary>The labels, the surest first.</summary>
    public IReadOnlyList<RekognitionLabel> Labels
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The version of the model.</summary>
    public string? LabelModelVersion { get; init; }

    /// <summary>Colours and quality, where asked for.</summary>
    public ImageProperties? ImageProperties { get; init; }
}
