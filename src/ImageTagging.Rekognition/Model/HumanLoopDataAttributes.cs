namespace ImageTagging.Rekognition;

/// <summary>Notes on the content for reviewers.</summary>
public sealed record HumanLoopDataAttributes
{
    /// <summary><c>FreeOfPersonallyIdentifiableInformation</c>, <c>FreeOfAdultContent</c>.</summary>
    public IReadOnlyList<string>? ContentClassifiers { get; init; }
}
