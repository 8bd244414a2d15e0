namespace ImageTagging.Rekognition;

/// <summary>A review by people.</summary>
public sealed record HumanLoopConfig
{
    /// <summary>The review's name, unique in the account and region: 1–63 lower-case letters, digits and dashes.</summary>
    public required string HumanLoopName { get; init; }

    /// <summary>The ARN of the flow, at most 256 characters.</summary>
    public required string FlowDefinitionArn { get; init; }

    /// <summary>The contents that the picture is free of.</summary>
    public HumanLoopDataAttributes? DataAttributes { get; init; }
}
