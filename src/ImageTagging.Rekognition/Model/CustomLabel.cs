namespace ImageTagging.Rekognition;

/// <summary>A label of a model of one's own.</summary>
public sealed record CustomLabel
{
    /// <summary>The label's name.</summary>
    public string Name
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>How sure the model is, 0–100.</summary>
    public double Confidence { get; init; }

    /// <summary>Where; null for a label of the whole picture.</summary>
    public RekognitionGeometry? Geometry { get; init; }
}
