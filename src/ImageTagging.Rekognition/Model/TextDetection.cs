namespace ImageTagging.Rekognition;

/// <summary>A line or a word of text.</summary>
public sealed record TextDetection
{
    /// <summary>The text.</summary>
    public string DetectedText
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary><c>LINE</c> or <c>WORD</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Its number.</summary>
    public int? Id { get; init; }

    /// <summary>The number of a word's line.</summary>
    public int? ParentId { get; init; }

    /// <summary>How sure the service is, 0–100.</summary>
    public double Confidence { get; init; }

    /// <summary>Where.</summary>
    public RekognitionGeometry? Geometry { get; init; }
}
