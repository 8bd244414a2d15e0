namespace ImageTagging.Rekognition;

/// <summary>Settings of the two features of DetectLabels.</summary>
public sealed record DetectLabelsSettings
{
    /// <summary>Which labels and categories to return; null for all.</summary>
    public GeneralLabelsSettings? GeneralLabels { get; init; }

    /// <summary>How many colours to return; null for the service's 10.</summary>
    public ImagePropertiesSettings? ImageProperties { get; init; }
}
