using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Reading;
using ImageTagging.Querying;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Searches and counts.</summary>
internal sealed class Searcher(SearchClient client, IndexNames names, IndexInfo info)
{
    private readonly string _path = IndexNames.Escape(names.Alias) + "/_search?allow_partial_search_results=false";

    public async Task<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        CheckSize(request.Size, 0, SearchRequest.MaxSize);
        if (request.SimilarTo is not null)
        {
            SearchChecks.WantSimilarity(info);
        }

        QuerySemantics.Check(request.Query);
        var hash = SearchBody.Hash(request);
        IReadOnlyList<JsonElement> after = request.Cursor is { } cursor
            ? Cursor.Read(cursor, hash, [.. SearchBody.Sorts(request.Sort).Select(s => s.Field)])
            : [];
        using var body = SearchBody.Hits(request, after);
        using var answer = await client
            .SendAsync(new(HttpMethod.Post, _path, body.Memory), cancellationToken)
            .ConfigureAwait(false);
        using var json = SearchClient.Parse(answer);
        var root = json.RootElement.GetProperty("hits");
        var found = new List<ImageRecord>(request.Size + 1);
        Hits.ReadHits(answer.Body.Span, found);
        var scored = ScoredTags.Of(request.Query);
        var hits = found
            .Take(request.Size)
            .Select(r => new SearchHit(r, ScoredTags.Score(ScoredTags.Points(scored, r))))
            .ToList();
        return new()
        {
            Total = root.GetProperty("total").GetProperty("value").GetInt64(),
            Hits = hits,
            NextCursor =
                request.Size > 0 && found.Count > request.Size
                    ? Cursor.Write(hash, root.GetProperty("hits")[request.Size - 1].GetProperty("sort"))
                    : null,
            Facets = await FacetsAsync(request, json.RootElement, cancellationToken).ConfigureAwait(false),
        };
    }

    public async Task<IReadOnlyList<TagCount>> CountAsync(TagCountRequest request, CancellationToken cancellationToken)
    {
        CheckSize(request.Size, 1, 10_000);
        if (request.Query is not null)
        {
            QuerySemantics.Check(request.Query);
        }

        var counts = new TagCounts(client, _path);
        return request.ByName
            ? await counts
                .ByNameAsync(Filter, request.Field, request.Band, request.After, request.Size, cancellationToken)
                .ConfigureAwait(false)
            : await counts.TopAsync(Filter, request.Field, request.Band, request.Size, cancellationToken).ConfigureAwait(false);

        void Filter(Utf8JsonWriter writer) => FilterWriter.WriteFilter(writer, request.Query);
    }

    private static void CheckSize(int size, int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, most);
    }

    private async Task<IReadOnlyList<Facet>> FacetsAsync(
        SearchRequest request,
        JsonElement root,
        CancellationToken cancellationToken
    )
    {
        if (request.Facets.Count == 0)
        {
            return [];
        }

        var counts = new TagCounts(client, _path);
        var facets = new List<Facet>(request.Facets.Count);
        for (var i = 0; i < request.Facets.Count; i++)
        {
            var facet = request.Facets[i];
            var first = TagCounts.Read(root.GetProperty("aggregations").GetProperty("f" + i).GetProperty("v"));
            var values = await counts
                .RefineAsync(
                    first,
                    w => Filter(w, facet.Field),
                    facet.Field,
                    facet.Band,
                    facet.Size,
                    CountBody.FirstShardSize(facet.Size),
                    cancellationToken
                )
                .ConfigureAwait(false);
            facets.Add(new(facet.Field, facet.Band, values));
        }

        return facets;

        void Filter(Utf8JsonWriter writer, FacetField field)
        {
            writer.WriteStartArray();
            FilterWriter.WriteFilter(writer, request.Query);
            FacetTerms.WriteSelections(writer, request.Selections, field);
            writer.WriteEndArray();
        }
    }
}
