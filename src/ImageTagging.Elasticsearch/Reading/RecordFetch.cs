using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Retry;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>Reads records by id, which sees every acknowledged write, refreshed or not.</summary>
internal sealed class RecordFetch(SearchClient client, IndexNames names)
{
    private const int PageSize = 500;

    /// <param name="images">The pictures.</param>
    /// <param name="isPrompt">Whether a person waits for them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> images,
        bool isPrompt,
        CancellationToken cancellationToken
    )
    {
        if (images.Count == 0)
        {
            return [];
        }

        var records = new List<ImageRecord?>(images.Count);
        foreach (var page in images.Chunk(PageSize))
        {
            using var body = Body(page);
            var attempts = isPrompt ? client.NewPromptAttempts() : client.NewAttempts();
            await ReadPageAsync(body, page.Length, records, attempts, cancellationToken).ConfigureAwait(false);
        }

        return records;
    }

    private async Task ReadPageAsync(
        PooledBuffer body,
        int count,
        List<ImageRecord?> into,
        RetryAttempts attempts,
        CancellationToken cancellationToken
    )
    {
        var before = into.Count;
        while (true)
        {
            using var answer = await client
                .SendAsync(
                    new(HttpMethod.Post, IndexNames.Escape(names.Alias) + "/_mget", body.Memory),
                    attempts,
                    cancellationToken
                )
                .ConfigureAwait(false);
            try
            {
                Hits.ReadDocs(answer.Body.Span, into);
                if (into.Count - before == count)
                {
                    return;
                }

                throw SearchFault.Unreadable(cause: null);
            }
            catch (ImageTaggingException fault) when (fault.IsWorthRetry)
            {
                // A shard that is only just starting says so in the item.
                into.RemoveRange(before, into.Count - before);
                await attempts.WaitOrThrowAsync(fault, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static PooledBuffer Body(IReadOnlyList<ImageName> images)
    {
        var body = new PooledBuffer();
        using var writer = new Utf8JsonWriter(body);
        writer.WriteStartObject();
        writer.WriteStartArray("ids"u8);
        foreach (var image in images)
        {
            writer.WriteStringValue(image.Id.ToString());
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return body;
    }
}
