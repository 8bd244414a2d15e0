namespace ImageTagging.Rekognition;

/// <summary>The review by people that was begun, and the reasons for it.</summary>
public sealed record HumanLoopActivation
{
    /// <summary>The review's ARN; null where none was begun.</summary>
    public string? HumanLoopArn { get; init; }

    /// <summary>Why.</summary>
    public IReadOnlyList<string> HumanLoopActivationReasons
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>How the conditions came out, as JSON.</summary>
    public string? HumanLoopActivationConditionsEvaluationResults { get; init; }
}
