namespace ImageTagging.Conformance;

/// <summary>Compares an engine's answers with the oracle's.</summary>
public static class SearchCheck
{
    /// <summary>All hits of a search, page after page; fails where the pages do not end or the total changes.</summary>
    public static async ValueTask<List<SearchHit>> WalkAsync(
        ITagIndex index,
        SearchRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(request);
        var hits = new List<SearchHit>();
        string? cursor = null;
        do
        {
            var page = await index.SearchAsync(request with { Cursor = cursor }, cancellationToken);
            Assert.True(page.Hits.Count <= request.Size, $"{page.Hits.Count} hits where {request.Size} were asked for.");
            Assert.True(page.NextCursor is null || page.Hits.Count > 0, "A page without hits has a cursor.");
            hits.AddRange(page.Hits);
            Assert.True(hits.Count <= page.Total, $"The pages hold {hits.Count} hits or more of {page.Total}.");
            cursor = page.NextCursor;
        } while (cursor is not null);

        return hits;
    }

    /// <summary>Fails where a search's pages, total or facets are not the oracle's.</summary>
    /// <param name="index">The engine.</param>
    /// <param name="oracle">The same records.</param>
    /// <param name="request">The search, without a cursor.</param>
    /// <param name="context">What to say of a failure, such as the seed.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async ValueTask AssertSameAsync(
        ITagIndex index,
        IndexOracle oracle,
        SearchRequest request,
        string context,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(oracle);
        ArgumentNullException.ThrowIfNull(request);
        var expected = oracle.Hits(request);
        var first = await index.SearchAsync(request, cancellationToken);
        Assert.True(expected.Count == first.Total, $"{first.Total} images, not {expected.Count}: {context}");
        var facets = oracle.Facets(request);
        Assert.Equal(facets.Count, first.Facets.Count);
        for (var i = 0; i < facets.Count; i++)
        {
            Assert.Equal((facets[i].Field, facets[i].Band), (first.Facets[i].Field, first.Facets[i].Band));
            AssertSame(facets[i].Values, first.Facets[i].Values, $"facet {i} ({facets[i].Field}, {facets[i].Band}): {context}");
        }

        var walked = await WalkAsync(index, request with { Facets = [] }, cancellationToken);
        AssertOrder(request.Sort, expected, walked, context);
    }

    /// <summary>Fails where values or counts differ.</summary>
    public static void AssertSame(IReadOnlyList<TagCount> expected, IReadOnlyList<TagCount> actual, string context) =>
        AssertText(string.Join('\n', expected), string.Join('\n', actual), context);

    /// <summary>Fails where hits are not the same, not in order, or not scored alike; equal scores may come in any order.</summary>
    public static void AssertOrder(
        SearchSort sort,
        IReadOnlyList<SearchHit> expected,
        IReadOnlyList<SearchHit> actual,
        string context
    )
    {
        ArgumentNullException.ThrowIfNull(actual);
        var comparable = actual;
        if (sort == SearchSort.Score)
        {
            // A server may reckon a similarity with fewer digits than it is told with.
            Assert.True(
                actual.Zip(actual.Skip(1)).All(p => p.First.Score >= p.Second.Score - 1e-6),
                $"order of scores: {context}\n{string.Join(' ', actual.Select(h => h.Score))}"
            );
            comparable = [.. actual.OrderByDescending(h => h.Score).ThenBy(h => h.Record.Name, Utf8Order.Instance)];
        }

        AssertText(Describe(expected), Describe(comparable), context);
    }

    private static string Describe(IEnumerable<SearchHit> hits) =>
        string.Join('\n', hits.Select(h => $"{h.Score} {h.Record.Name}"));

    private static void AssertText(string expected, string actual, string context)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
        {
            Assert.Fail($"{context}\nExpected:\n{expected}\nActual:\n{actual}");
        }
    }
}
