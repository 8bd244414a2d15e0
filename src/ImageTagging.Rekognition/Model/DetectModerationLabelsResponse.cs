namespace ImageTagging.Rekognition;

/// <summary>The answer of DetectModerationLabels.</summary>
public sealed record DetectModerationLabelsResponse
{
    /// <summary>The labels; empty where nothing was found.</summary>
    public IReadOnlyList<ModerationLabel> ModerationLabels
    {
        get;
        init => field = AnsweredList.Of(value);
    } = [];

    /// <summary>The version of the model.</summary>
    public string? ModerationModelVersion { get; init; }

    /// <summary>True if a review by people was begun.</summary>
    public HumanLoopActivation? HumanLoopActivationOutput { get; init; }

    /// <summary>The adapter that answered.</summary>
    public string? ProjectVersion { get; init; }

    /// <summary>The kind of picture, such as animated or illustrated.</summary>
    public IReadOnlyList<ModerationContentType> ContentTypes
    {
        get;
        init => field = AnsweredList.Of(value);
    } = [];
}
