namespace ImageTagging;

/// <summary>Tags to add and to remove, stars, favourite and title to give, and who says so.</summary>
public sealed record TagChange
{
    /// <summary>Tags to add, in any spelling.</summary>
    public IReadOnlyList<string> Add { get; init; } = [];

    /// <summary>Tags to remove, in any spelling.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Stars to give, 1–5; 0 for none whatever the file says; −1 for rejected.</summary>
    /// <value>The default is null: they stay as they are.</value>
    public int? Rating { get; init; }

    /// <summary>True to make it a favourite, false to make it none.</summary>
    /// <value>The default is null: it stays as it is.</value>
    public bool? IsFavourite { get; init; }

    /// <summary>The title to give, up to 1,000 characters on one line; empty for none whatever the file says.</summary>
    /// <value>The default is null: it stays as it is.</value>
    public string? Title { get; init; }

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
