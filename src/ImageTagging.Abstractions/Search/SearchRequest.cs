namespace ImageTagging;

/// <summary>A search: what to find, in which order, how much of it, and what to count beside it.</summary>
public sealed record SearchRequest
{
    /// <summary>The most hits of one page: 1,000.</summary>
    public const int MaxSize = 1_000;

    /// <summary>The query.</summary>
    public required TagQuery Query { get; init; }

    /// <summary>How many hits, 0–1,000.</summary>
    /// <value>The default is 20.</value>
    public int Size { get; init; } = 20;

    /// <summary>The order of the hits.</summary>
    /// <value>The default is the score, highest first.</value>
    public SearchSort Sort { get; init; } = SearchSort.Score;

    /// <summary>Where the page before ended, from <see cref="SearchResults.NextCursor"/>; null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>
    /// The target that hits are similar to; null where that does not matter. Only pictures with an embedding in its space are found, the
    /// order is <see cref="SearchSort.Score"/>, and a hit's score is its similarity (-1 to 1); equal ones come in the engine's own steady order.
    /// </summary>
    /// <remarks>Engines that cannot say so beforehand; see <see cref="IndexInfo.FindsSimilar"/>.</remarks>
    public SimilarTo? SimilarTo { get; init; }

    /// <summary>The facets to count.</summary>
    public IReadOnlyList<FacetRequest> Facets { get; init; } = [];

    /// <summary>
    /// The values that people chose in the facets: any of the values within a selection, every selection together. Hits and total honour
    /// all; a facet leaves out the selections of its own field, so that its other values stay countable.
    /// </summary>
    public IReadOnlyList<FacetSelection> Selections { get; init; } = [];
}
