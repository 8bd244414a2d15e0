namespace ImageTagging.Searching;

/// <summary>A query as it was asked, and what the dictionary made of it.</summary>
internal sealed record ExpandedQuery(TagQuery Asked, TagQuery Expanded, IReadOnlyList<Expansion> Expansions);
