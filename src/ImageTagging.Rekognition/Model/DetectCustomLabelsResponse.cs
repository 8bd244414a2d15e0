namespace ImageTagging.Rekognition;

/// <summary>The answer of DetectCustomLabels.</summary>
public sealed record DetectCustomLabelsResponse
{
    /// <summary>The labels, the surest first; one for each place where it was seen.</summary>
    public IReadOnlyList<CustomLabel> CustomLabels
    {
        get;
        init => field = AnsweredList.Of(value);
    } = [];
}
