using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Reading;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>The pages of a search for similar pictures.</summary>
internal static class SimilarSearch
{
    /// <summary>The most pictures of a shard that can be paged through: a server collects no more.</summary>
    private const int MostHits = 10_000;

    private const int FirstCandidates = 200;

    /// <summary>Finds a page.</summary>
    public static async Task<(IReadOnlyList<SearchHit> Hits, string? Next)> RunAsync(
        SearchClient client,
        string path,
        SearchRequest request,
        SearchScope scope,
        VectorForm form,
        CancellationToken cancellationToken
    )
    {
        var hash = Hash(request, scope);
        IReadOnlyList<JsonElement> after = request.Cursor is { } cursor
            ? Cursor.Read(cursor, hash, [.. SearchBody.Sorts(SearchSort.Score).Select(s => s.Field)])
            : [];
        // The first page is of few candidates, which is quicker; all later ones are of the same.
        var candidates = after.Count > 0 ? MostHits : Math.Min(MostHits, Math.Max(FirstCandidates, 4 * (request.Size + 1)));
        var (found, next, endsInTie) = await AskAsync(candidates).ConfigureAwait(false);
        if (form == VectorForm.Digits && candidates < MostHits && endsInTie)
        {
            // Of equal ones a server collects any, so that which come first is known of all of them only.
            (found, next, _) = await AskAsync(MostHits).ConfigureAwait(false);
        }

        var target = scope.Target!;
        SearchHit[] hits =
        [
            .. found
                .Take(request.Size)
                .Where(r => target.Of(r) is not null)
                .Select(r => new SearchHit(r, target.Embedding.Similarity(target.Of(r)!)))
                // The server reckons with fewer digits.
                .OrderByDescending(h => h.Score),
        ];
        return (hits, next);

        async Task<(List<ImageRecord> Found, string? Next, bool EndsInTie)> AskAsync(int number)
        {
            using var body = Body(request, scope, form, after, number);
            using var answer = await client
                .SendAsync(new(HttpMethod.Post, path, body.Memory), client.NewPromptAttempts(), cancellationToken)
                .ConfigureAwait(false);
            var records = new List<ImageRecord>(request.Size + 1);
            Hits.ReadHits(answer.Body.Span, records);
            if (records.Count <= request.Size)
            {
                return (records, null, false);
            }

            return SearchClient.Read(
                answer,
                root =>
                {
                    var all = root.GetProperty("hits").GetProperty("hits");
                    var (last, beyond) = (all[request.Size - 1].GetProperty("sort"), all[request.Size].GetProperty("sort"));
                    return (records, (string?)Cursor.Write(hash, last), last[0].GetDouble() == beyond[0].GetDouble());
                }
            );
        }
    }

    private static string Hash(SearchRequest request, SearchScope scope)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, SearchBody.Deep))
        {
            writer.WriteStartArray();
            scope.Write(writer);
            FacetTerms.WriteSelections(writer, request.Selections, except: null);
            VectorFields.Write(writer, scope.Target!.Embedding, VectorForm.Digits);
            writer.WriteEndArray();
        }

        return Cursor.Hash(buffer.Span);
    }

    private static PooledBuffer Body(
        SearchRequest request,
        SearchScope scope,
        VectorForm form,
        IReadOnlyList<JsonElement> after,
        int candidates
    )
    {
        var buffer = new PooledBuffer();
        using var writer = new Utf8JsonWriter(buffer, SearchBody.Deep);
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, request.Size + 1);
        writer.WriteBoolean("track_total_hits"u8, false);
        writer.WriteBoolean("seq_no_primary_term"u8, true);
        writer.WriteStartObject("query"u8);
        if (form == VectorForm.Digits)
        {
            Nearest(writer, request, scope, candidates);
        }
        else
        {
            Scored(writer, request, scope);
        }

        writer.WriteEndObject();
        SearchBody.WriteOrder(writer, SearchSort.Score, after);
        writer.WriteEndObject();
        writer.Flush();
        return buffer;
    }

    private static void Nearest(Utf8JsonWriter writer, SearchRequest request, SearchScope scope, int candidates)
    {
        writer.WriteStartObject("knn"u8);
        writer.WriteString("field"u8, scope.Field);
        writer.WritePropertyName("query_vector"u8);
        VectorFields.Write(writer, scope.Target!.Embedding, VectorForm.Digits);
        writer.WriteNumber("k"u8, candidates);
        writer.WriteNumber("num_candidates"u8, candidates);
        Filter(writer, request, scope);
        writer.WriteEndObject();
    }

    // The k-NN plugin's own script: of all that the filter leaves, so that every page is known.
    private static void Scored(Utf8JsonWriter writer, SearchRequest request, SearchScope scope)
    {
        writer.WriteStartObject("script_score"u8);
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("bool"u8);
        Filter(writer, request, scope);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("script"u8);
        writer.WriteString("lang"u8, "knn"u8);
        writer.WriteString("source"u8, "knn_score"u8);
        writer.WriteStartObject("params"u8);
        writer.WriteString("field"u8, scope.Field);
        writer.WritePropertyName("query_value"u8);
        VectorFields.Write(writer, scope.Target!.Embedding, VectorForm.Numbers);
        writer.WriteString("space_type"u8, "cosinesimil"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Filter(Utf8JsonWriter writer, SearchRequest request, SearchScope scope)
    {
        writer.WriteStartArray("filter"u8);
        scope.Write(writer);
        FacetTerms.WriteSelections(writer, request.Selections, except: null);
        writer.WriteEndArray();
    }
}
