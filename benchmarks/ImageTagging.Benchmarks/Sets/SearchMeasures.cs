namespace ImageTagging.Benchmarks.Sets;

/// <summary>The searches whose growth is measured: every kind that an operator's or a page's requests are made of.</summary>
internal static class SearchMeasures
{
    /// <summary>How many hits lie before a deep page: 10,000, or so many as every broad tag has where a tenth of the images is few.</summary>
    /// <param name="fewest">How many images the smallest of the files that are compared holds; broad tags have a tenth of them.</param>
    public static int DeepIn(int fewest) => Math.Clamp(fewest / 20, 20, 10_000);

    /// <summary>What the box of a page asks while somebody types.</summary>
    public const string Suggestions = "suggestions for three typed letters";

    /// <summary>Where a deep page begins in each sort, so that only the page itself is measured.</summary>
    public static readonly IReadOnlyList<SearchSort> Sorts = Enum.GetValues<SearchSort>();

    /// <summary>Each kind by its name, with different requests.</summary>
    /// <param name="queries">The queries over the images.</param>
    /// <param name="count">How many of each kind at the most.</param>
    public static IEnumerable<(string Name, IReadOnlyList<SearchRequest> Requests)> Of(MillionQueries queries, int count)
    {
        yield return ("two tags, exact count, first 20", [.. queries.TwoTags(count)]);
        yield return ("threshold on a broad tag, first 20", [.. queries.Thresholds(count)]);
        yield return ("ranking of a broad tag or another, first 20", [.. queries.Rankings(count)]);
        yield return ("facets of a broad tag", [.. queries.Facets(count, withBand: false)]);
        yield return ("facets of a broad tag over a band", [.. queries.Facets(count, withBand: true)]);
        yield return (
            "facets of two tags",
            [.. queries.TwoTags(count).Select(r => r with { Facets = [new(FacetField.Tag, 20)] })]
        );
        yield return ("a broad tag modified within a year", [.. queries.Modified(count)]);
        yield return ("a broad tag in a folder (key:)", [.. queries.Folders(count)]);
        // Each looks at every key that a tag has: a few tell as much as many.
        yield return ("a broad tag and a part of the key (key:)", [.. queries.PartsOfKeys(Math.Min(count, 10))]);
    }

    /// <summary>Requests for the page behind so many first hits of broad tags in one sort.</summary>
    public static async Task<List<SearchRequest>> DeepAsync(
        ITagIndex index,
        MillionQueries queries,
        SearchSort sort,
        int behind,
        int count,
        CancellationToken cancellationToken
    )
    {
        var deep = new List<SearchRequest>();
        foreach (var request in queries.Facets(count, withBand: false))
        {
            var page = request with { Facets = [], Sort = sort };
            for (var seen = 0; seen < behind; seen += page.Size)
            {
                page = page with { Size = Math.Min(SearchRequest.MaxSize, behind - seen) };
                var found = await index.SearchAsync(page, cancellationToken);
                page = page with { Cursor = found.NextCursor };
                if (found.NextCursor is null)
                {
                    break;
                }
            }

            if (page.Cursor is not null)
            {
                deep.Add(page with { Size = 20 });
            }
        }

        return deep;
    }
}
