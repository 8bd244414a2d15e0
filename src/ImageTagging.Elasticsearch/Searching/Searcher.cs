using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Reading;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Searches and counts.</summary>
internal sealed class Searcher(SearchClient client, IndexNames names, VectorFields vectors)
{
    private readonly string _path = IndexNames.Escape(names.Alias) + "/_search?allow_partial_search_results=false";

    public async Task<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        CheckSize(request.Size, 0, SearchRequest.MaxSize);
        QuerySemantics.Check(request.Query);
        return request.SimilarTo is { } similar
            ? await SimilarAsync(request, similar, cancellationToken).ConfigureAwait(false)
            : await SearchAsync(request, new(request.Query), cancellationToken).ConfigureAwait(false);
    }

    // The count and the facets are those of a search; the hits are looked for by themselves.
    private async Task<SearchResults> SimilarAsync(SearchRequest request, SimilarTo similar, CancellationToken cancellationToken)
    {
        SearchChecks.Check(request);
        var images = SimilarTarget.Images(similar);
        var records = await new RecordFetch(client, names)
            .GetManyAsync(images, isPrompt: true, cancellationToken)
            .ConfigureAwait(false);
        var byName = images.Zip(records).ToDictionary(p => p.First, p => p.Second);
        var scope = new SearchScope(request.Query, SimilarTarget.Of(similar, n => byName[n]));
        var counted = await SearchAsync(request with { Size = 0, Cursor = null }, scope, cancellationToken).ConfigureAwait(false);
        // A field that no picture has may not be there to be asked for.
        if (request.Size == 0 || counted.Total == 0)
        {
            return counted;
        }

        // The server may have told meanwhile that it has none.
        if (vectors.Form is not { } form)
        {
            return counted;
        }

        var (hits, next) = await SimilarSearch
            .RunAsync(client, _path, request, scope, form, cancellationToken)
            .ConfigureAwait(false);
        return SimilarTarget.Cut(counted with { Hits = hits, NextCursor = next }, similar);
    }

    private async Task<SearchResults> SearchAsync(SearchRequest request, SearchScope scope, CancellationToken cancellationToken)
    {
        var hash = SearchBody.Hash(request);
        IReadOnlyList<JsonElement> after = request.Cursor is { } cursor
            ? Cursor.Read(cursor, hash, [.. SearchBody.Sorts(request.Sort).Select(s => s.Field)])
            : [];
        using var body = SearchBody.Hits(request, scope, after);
        using var answer = await client
            .SendAsync(new(HttpMethod.Post, _path, body.Memory), client.NewPromptAttempts(), cancellationToken)
            .ConfigureAwait(false);
        var found = new List<ImageRecord>(request.Size + 1);
        Hits.ReadHits(answer.Body.Span, found);
        var isMore = request.Size > 0 && found.Count > request.Size;
        var (total, next, counts) = SearchClient.Read(
            answer,
            root =>
            {
                var hits = root.GetProperty("hits");
                return (
                    hits.GetProperty("total").GetProperty("value").GetInt64(),
                    isMore ? Cursor.Write(hash, hits.GetProperty("hits")[request.Size - 1].GetProperty("sort")) : null,
                    Enumerable
                        .Range(0, request.Facets.Count)
                        .Select(i => TagCounts.Read(root.GetProperty("aggregations").GetProperty("f" + i).GetProperty("v")))
                        .ToList()
                );
            }
        );
        var scored = ScoredTags.Of(request.Query);
        var hits = found
            .Take(request.Size)
            .Select(r => new SearchHit(r, ScoredTags.Score(ScoredTags.Points(scored, r))))
            .ToList();
        return new()
        {
            Total = total,
            Hits = hits,
            NextCursor = next,
            Facets = await FacetsAsync(request, scope, counts, cancellationToken).ConfigureAwait(false),
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
        SearchScope scope,
        List<TagCounts.Answer> first,
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
            var values = await counts
                .RefineAsync(
                    first[i],
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
            scope.Write(writer);
            FacetTerms.WriteSelections(writer, request.Selections, field);
            writer.WriteEndArray();
        }
    }
}
