using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>
/// Counts values exactly, on any number of shards. Shards tell their most frequent values, so that a value may miss a
/// shard's count; the candidates are then counted again by name, and no value that nobody named can come before the last one.
/// </summary>
internal sealed class TagCounts(SearchClient client, string searchPath)
{
    /// <summary>The answer of an aggregation: values, and how wrong they may be.</summary>
    internal sealed record Answer(IReadOnlyList<TagCount> Counts, long Error, bool IsCut);

    public async Task<IReadOnlyList<TagCount>> ByNameAsync(
        Action<Utf8JsonWriter> filter,
        FacetField field,
        int? band,
        string? after,
        int size,
        CancellationToken cancellationToken
    )
    {
        if (field == FacetField.Month)
        {
            using var body = CountBody.Counts(filter, field, band, 0);
            var months = await AskAsync(body, cancellationToken).ConfigureAwait(false);
            return
            [
                .. months
                    .Counts.OrderBy(c => c.Value, StringComparer.Ordinal)
                    .Where(c => after is null || string.CompareOrdinal(c.Value, after) > 0)
                    .Take(size),
            ];
        }

        using var named = CountBody.ByName(filter, field, band, after, size);
        return (await AskAsync(named, cancellationToken).ConfigureAwait(false)).Counts;
    }

    public async Task<IReadOnlyList<TagCount>> TopAsync(
        Action<Utf8JsonWriter> filter,
        FacetField field,
        int? band,
        int size,
        CancellationToken cancellationToken
    )
    {
        var shardSize = CountBody.FirstShardSize(size);
        using var body = CountBody.Counts(filter, field, band, shardSize);
        var first = await AskAsync(body, cancellationToken).ConfigureAwait(false);
        return await RefineAsync(first, filter, field, band, size, shardSize, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a first answer exact.</summary>
    public async Task<IReadOnlyList<TagCount>> RefineAsync(
        Answer first,
        Action<Utf8JsonWriter> filter,
        FacetField field,
        int? band,
        int size,
        int shardSize,
        CancellationToken cancellationToken
    )
    {
        var answer = first;
        while (answer.Error > 0)
        {
            using var named = CountBody.Named(filter, field, band, [.. answer.Counts.Select(c => c.Value)]);
            var exact = FacetTerms.Top((await AskAsync(named, cancellationToken).ConfigureAwait(false)).Counts, size);
            var unseen = answer.Error + (answer.IsCut ? answer.Counts.Min(c => c.Count) : 0);
            if (exact.Count == size && exact[^1].Count > unseen)
            {
                return exact;
            }

            if (shardSize >= CountBody.MostValues)
            {
                return await WalkAsync(filter, field, band, size, cancellationToken).ConfigureAwait(false);
            }

            shardSize = Math.Min(CountBody.MostValues, shardSize * 4);
            using var wider = CountBody.Counts(filter, field, band, shardSize);
            answer = await AskAsync(wider, cancellationToken).ConfigureAwait(false);
        }

        return FacetTerms.Top(answer.Counts, size);
    }

    /// <summary>Reads a counting aggregation.</summary>
    public static Answer Read(JsonElement aggregation)
    {
        var counts = new List<TagCount>();
        foreach (var bucket in aggregation.GetProperty("buckets").EnumerateArray())
        {
            var count = bucket.GetProperty("doc_count").GetInt64();
            var key = bucket.GetProperty("key");
            var value =
                key.ValueKind == JsonValueKind.Object ? key.GetProperty("v").GetString()
                : bucket.TryGetProperty("key_as_string", out var text) ? text.GetString()
                : key.GetString();
            if (count > 0)
            {
                counts.Add(new(value ?? throw new JsonException("A value is missing."), count));
            }
        }

        var error = aggregation.TryGetProperty("doc_count_error_upper_bound", out var bound) ? bound.GetInt64() : 0;
        var isCut = aggregation.TryGetProperty("sum_other_doc_count", out var others) && others.GetInt64() > 0;
        return new(counts, error, isCut);
    }

    // The last resort, for fields with a great many values that are all about as frequent.
    private async Task<IReadOnlyList<TagCount>> WalkAsync(
        Action<Utf8JsonWriter> filter,
        FacetField field,
        int? band,
        int size,
        CancellationToken cancellationToken
    )
    {
        const int page = 10_000;
        IReadOnlyList<TagCount> top = [];
        string? after = null;
        while (true)
        {
            var next = await ByNameAsync(filter, field, band, after, page, cancellationToken).ConfigureAwait(false);
            top = FacetTerms.Top(top.Concat(next), size);
            if (next.Count < page)
            {
                return top;
            }

            after = next[^1].Value;
        }
    }

    private async Task<Answer> AskAsync(PooledBuffer body, CancellationToken cancellationToken) =>
        await client
            .AskAsync(
                HttpMethod.Post,
                searchPath,
                body.Memory,
                root => Read(root.GetProperty("aggregations").GetProperty("v")),
                cancellationToken,
                client.NewPromptAttempts()
            )
            .ConfigureAwait(false);
}
