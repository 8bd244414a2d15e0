namespace ImageTagging.Rekognition;

/// <summary>The answer of DetectText.</summary>
public sealed record DetectTextResponse
{
    /// <summary>Lines, then words.</summary>
    public IReadOnlyList<TextDetection> TextDetections
    {
        get;
        init => field = AnsweredList.Of(value);
    } = [];

    /// <summary>The version of the model.</summary>
    public string? TextModelVersion { get; init; }
}
