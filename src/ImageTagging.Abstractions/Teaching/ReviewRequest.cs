namespace ImageTagging;

/// <summary>Which pictures to ask about.</summary>
public sealed record ReviewRequest
{
    /// <summary>The most pictures of one answer: 100.</summary>
    public const int MaxCount = 100;

    /// <summary>The tag, in any spelling; it need not have been taught yet.</summary>
    public required string Tag { get; init; }

    /// <summary>How many pictures, 1–100.</summary>
    /// <value>The default is 12.</value>
    public int Count { get; init; } = 12;

    /// <summary>Among which pictures; null for all.</summary>
    public TagQuery? Query { get; init; }

    /// <summary>Pictures that were shown and skipped.</summary>
    public IReadOnlyList<ImageName> Skipped { get; init; } = [];
}
