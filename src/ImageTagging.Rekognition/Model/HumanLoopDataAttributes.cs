namespace ImageTagging.Rekognition;

/// <summary>What the reviewers may expect.</summary>
public sealed record HumanLoopDataAttributes
{
    /// <summary><c>FreeOfPersonallyIdentifiableInformation</c>, <c>FreeOfAdultContent</c>.</summary>
    public IReadOnlyList<string>? ContentClassifiers { get; init; }
}
