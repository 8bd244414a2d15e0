using System.Text.Json;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Writes the bodies of searches.</summary>
internal static class SearchBody
{
    public static readonly JsonWriterOptions Deep = new() { MaxDepth = 1_000, SkipValidation = true };

    // Beyond the last year of any calendar, in milliseconds.
    private const long NeverTaken = 1L << 50;

    /// <summary>The orders of hits, as the engines name them; the last sort value decides every tie.</summary>
    public static IReadOnlyList<(string Field, string Order)> Sorts(SearchSort sort) =>
        sort switch
        {
            SearchSort.Score => [("_score", "desc"), ("image_id", "asc")],
            SearchSort.Newest => [("modified_at", "desc"), ("source", "asc"), ("key", "asc")],
            SearchSort.Oldest => [("modified_at", "asc"), ("source", "asc"), ("key", "asc")],
            SearchSort.Name => [("source", "asc"), ("key", "asc")],
            SearchSort.Largest => [("size", "desc"), ("source", "asc"), ("key", "asc")],
            SearchSort.Smallest => [("size", "asc"), ("source", "asc"), ("key", "asc")],
            SearchSort.TakenNewest => [("taken", "desc"), ("source", "asc"), ("key", "asc")],
            SearchSort.TakenOldest => [("taken", "asc"), ("source", "asc"), ("key", "asc")],
            _ => throw new ArgumentOutOfRangeException(nameof(sort)),
        };

    /// <summary>A hash over query, selections and order.</summary>
    public static string Hash(SearchRequest request)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, Deep))
        {
            writer.WriteStartArray();
            FilterWriter.WriteFilter(writer, request.Query);
            FacetTerms.WriteSelections(writer, request.Selections, except: null);
            writer.WriteNumberValue((int)request.Sort);
            writer.WriteEndArray();
        }

        return Cursor.Hash(buffer.Span);
    }

    public static PooledBuffer Hits(SearchRequest request, SearchScope scope, IReadOnlyList<JsonElement> after)
    {
        var buffer = new PooledBuffer();
        using var writer = new Utf8JsonWriter(buffer, Deep);
        writer.WriteStartObject();
        // One more than asked for tells whether there is a next page.
        writer.WriteNumber("size"u8, request.Size == 0 ? 0 : request.Size + 1);
        writer.WriteBoolean("track_total_hits"u8, true);
        writer.WriteBoolean("seq_no_primary_term"u8, true);
        WriteScoredQuery(writer, request, scope);
        if (request.Selections.Count > 0)
        {
            writer.WritePropertyName("post_filter"u8);
            FacetTerms.WriteSelections(writer, request.Selections, except: null);
        }

        if (request.Size > 0)
        {
            WriteOrder(writer, request.Sort, after);
        }

        if (request.Facets.Count > 0)
        {
            writer.WriteStartObject("aggs"u8);
            for (var i = 0; i < request.Facets.Count; i++)
            {
                var facet = request.Facets[i];
                writer.WriteStartObject("f" + i);
                writer.WritePropertyName("filter"u8);
                FacetTerms.WriteSelections(writer, request.Selections, facet.Field);
                writer.WriteStartObject("aggs"u8);
                writer.WriteStartObject("v"u8);
                CountBody.WriteCounts(writer, facet.Field, facet.Band, CountBody.FirstShardSize(facet.Size));
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer;
    }

    private static void WriteScoredQuery(Utf8JsonWriter writer, SearchRequest request, SearchScope scope)
    {
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("bool"u8);
        writer.WritePropertyName("filter"u8);
        scope.Write(writer);
        // Other orders need no score of the server's: it is counted from the hits' own tags.
        if (request is { Size: > 0, Sort: SearchSort.Score } && ScoredTags.Of(request.Query) is { Count: > 0 } scored)
        {
            writer.WriteStartArray("should"u8);
            foreach (var one in scored)
            {
                ScoreWriter.Write(writer, one);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the order, and behind which hit it starts.</summary>
    public static void WriteOrder(Utf8JsonWriter writer, SearchSort sort, IReadOnlyList<JsonElement> after)
    {
        writer.WriteStartArray("sort"u8);
        foreach (var (field, order) in Sorts(sort))
        {
            writer.WriteStartObject();
            if (field == "taken")
            {
                // Those of which it is not known come last, at a number that a page can end with.
                writer.WriteStartObject(field);
                writer.WriteString("order"u8, order);
                writer.WriteNumber("missing"u8, order == "asc" ? NeverTaken : -NeverTaken);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteString(field, order);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (after.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("search_after"u8);
        foreach (var value in after)
        {
            value.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
