namespace ImageTagging.Rekognition;

/// <summary>A kind of picture.</summary>
public sealed record ModerationContentType
{
    /// <summary>The kind's name.</summary>
    public string Name
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>How sure the service is, 0–100.</summary>
    public double Confidence { get; init; }
}
