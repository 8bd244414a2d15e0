namespace ImageTagging;

/// <summary>Which values of a field to count, over which images.</summary>
public sealed record TagCountRequest
{
    /// <summary>Which images; null for all that are not gone.</summary>
    public TagQuery? Query { get; init; }

    /// <summary>The field.</summary>
    /// <value>The default is tags.</value>
    public FacetField Field { get; init; } = FacetField.Tag;

    /// <summary>For tags: count only those at or over this confidence band (one of <see cref="Confidence.Bands"/>); null for any.</summary>
    public int? Band { get; init; }

    /// <summary>How many values, 1–10,000.</summary>
    /// <value>The default is 100.</value>
    public int Size { get; init; } = 100;

    /// <summary>True if values come by name (ordinal, strictly behind <see cref="After"/>) instead of the most frequent first: the way to page through all.</summary>
    public bool ByName { get; init; }

    /// <summary>With <see cref="ByName"/>: the last value of the page before; null for the first page.</summary>
    public string? After { get; init; }
}
