namespace ImageTagging;

/// <summary>A page of hits.</summary>
public sealed record SearchResults
{
    /// <summary>How many images match, exactly.</summary>
    public required long Total { get; init; }

    /// <summary>The page's hits.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>Where the next page starts; null where this is the last.</summary>
    public string? NextCursor { get; init; }

    /// <summary>The facets, in the order they were asked for.</summary>
    public IReadOnlyList<Facet> Facets { get; init; } = [];
}
