namespace ImageTagging.Rekognition;

/// <summary>How much the service is to say of colours.</summary>
public sealed record ImagePropertiesSettings
{
    /// <summary>The most dominant colours, 0–20; null for the service's 10.</summary>
    public int? MaxDominantColors { get; init; }
}
