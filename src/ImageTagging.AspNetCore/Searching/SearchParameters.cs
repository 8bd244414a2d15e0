using System.ComponentModel;

namespace ImageTagging.AspNetCore.Searching;

/// <summary>A search as it stands in an address.</summary>
internal sealed class SearchParameters
{
    [Description("The query, as docs/search.md describes the language; empty for every picture.")]
    public string? Q { get; init; }

    [Description("relevance, taken (the latest first), taken-oldest, newest, oldest, name, size or smallest.")]
    public string? Sort { get; init; }

    [Description("The lowest confidence, 0–100, at which a tag of the query or a chosen tag counts.")]
    public double? Min { get; init; }

    [Description("A picture's id: only pictures that look like it, the most similar first.")]
    public string? Like { get; init; }

    [Description("With like: the least similarity of a hit, -1 to 1; 0.35 where nothing is said.")]
    public double? Least { get; init; }

    [Description("Hits of a page, 1–200.")]
    public int? Size { get; init; }

    [Description("Where the page before ended.")]
    public string? Cursor { get; init; }

    [Description(
        "What to count: tags, categories, source, month, status, year, taken, camera, lens, people, folder, rating, place, favourite; separated by commas."
    )]
    public string? Facets { get; init; }

    [Description("Values of a facet, 1–200.")]
    public int? FacetSize { get; init; }

    [Description("Whether aliases, parents and typing errors are forgiven; yes where nothing is said.")]
    public bool? Forgiving { get; init; }

    [Description("Whether words that nothing is called find what is near in meaning; yes where nothing is said.")]
    public bool? Meaning { get; init; }

    [Description("Whether each hit says why it was found.")]
    public bool? Reasons { get; init; }

    [Description("Chosen tags: any of them.")]
    public string[]? Tag { get; init; }

    [Description("Chosen categories: any of them.")]
    public string[]? Category { get; init; }

    [Description("Chosen sources: any of them.")]
    public string[]? Source { get; init; }

    [Description("Chosen months, such as 2024-01: any of them.")]
    public string[]? Month { get; init; }

    [Description("Chosen statuses: any of them.")]
    public string[]? Status { get; init; }

    [Description("Chosen years in which pictures were taken, such as 2019: any of them.")]
    public string[]? Year { get; init; }

    [Description("Chosen months in which pictures were taken, such as 2019-07: any of them.")]
    public string[]? Taken { get; init; }

    [Description("Whether only pictures are wanted of which nobody knows when they were taken.")]
    public bool? Undated { get; init; }

    [Description("Chosen cameras: any of them.")]
    public string[]? Camera { get; init; }

    [Description("Chosen lenses: any of them.")]
    public string[]? Lens { get; init; }

    [Description("Chosen people: any of them.")]
    public string[]? People { get; init; }

    [Description("Chosen folders, with all below them: any of them.")]
    public string[]? Folder { get; init; }

    [Description("Chosen ratings, 1 to 5 or -1 for rejected: any of them.")]
    public string[]? Rating { get; init; }

    [Description("Chosen places, with all within them, such as Greece or Greece/Attica: any of them.")]
    public string[]? Place { get; init; }

    [Description("Whether only favourites are wanted.")]
    public bool? Favourite { get; init; }
}
