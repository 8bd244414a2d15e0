namespace ImageTagging;

/// <summary>The results of a forgiving search, and its reading of the query.</summary>
public sealed record SearchAnswer
{
    /// <summary>A page of hits. Its cursor fits the request that was asked, with the same options.</summary>
    public required SearchResults Results { get; init; }

    /// <summary>The query that the index was asked, everything expanded: for corrections of all that was found, and for reasons.</summary>
    public required TagQuery Query { get; init; }

    /// <summary>The words that were expanded, in the order of the query; empty where nothing was.</summary>
    public IReadOnlyList<Expansion> Expansions { get; init; } = [];

    /// <summary>Where nothing was found: up to three queries that find something, the most first.</summary>
    public IReadOnlyList<QuerySuggestion> DidYouMean { get; init; } = [];
}
