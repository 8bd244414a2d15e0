namespace ImageTagging;

/// <summary>A tag to learn, and examples of it beside the corrections that people made already.</summary>
public sealed record TeachRequest
{
    /// <summary>The most examples that are learned from: 1,000. Of more, people's newest corrections come first.</summary>
    public const int MaxExamples = 1_000;

    /// <summary>The tag, in any spelling.</summary>
    public required string Tag { get; init; }

    /// <summary>Who teaches, as the host names its users.</summary>
    public required string By { get; init; }

    /// <summary>Pictures that have it; each becomes a person's correction.</summary>
    public IReadOnlyList<ImageName> Yes { get; init; } = [];

    /// <summary>Pictures that have it not; each becomes a person's correction.</summary>
    public IReadOnlyList<ImageName> No { get; init; } = [];

    /// <summary>A query for more pictures that have it; they are examples only. Null for the query of the version before.</summary>
    public TagQuery? YesQuery { get; init; }

    /// <summary>A query for more pictures that have it not; null for the query of the version before.</summary>
    public TagQuery? NoQuery { get; init; }

    /// <summary>True if the tag is learned only to see how good it is, and not kept.</summary>
    /// <value>The default is false.</value>
    public bool IsTrial { get; init; }

    /// <summary>The share of its pictures that shall be right, over 0 to 1; null for the best balance of precision and recall.</summary>
    public double? Precision { get; init; }
}
