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

    /// <summary>The batch's id; null for a new one.</summary>
    public string? Batch { get; init; }
}
