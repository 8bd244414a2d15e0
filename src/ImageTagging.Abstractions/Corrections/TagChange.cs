namespace ImageTagging;

/// <summary>Tags to add and to remove, and who says so.</summary>
public sealed record TagChange
{
    /// <summary>Tags to add, in any spelling.</summary>
    public IReadOnlyList<string> Add { get; init; } = [];

    /// <summary>Tags to remove, in any spelling.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Who, as the host names its users.</summary>
    public required string By { get; init; }

    /// <summary>
    /// True if it is a judgement that teaches: what is so already is kept as well, since somebody looked and said so.
    /// </summary>
    /// <value>The default is false: what is so already is not changed.</value>
    public bool IsJudgement { get; init; }

    /// <summary>The batch's id; null for a new one.</summary>
    public string? Batch { get; init; }
}
