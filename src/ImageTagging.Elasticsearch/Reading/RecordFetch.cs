using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>Reads records by id, which sees every acknowledged write, refreshed or not.</summary>
internal sealed class RecordFetch(SearchClient client, IndexNames names)
{
    private const int PageSize = 500;

    public async Task<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> images,
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
            await ReadPageAsync(body, page.Length, records, cancellationToken).ConfigureAwait(false);
        }

        return records;
    }

    private async Task ReadPageAsync(PooledBuffer body, int count, List<ImageRecord?> into, CancellationToken cancellationToken)
    {
        var before = into.Count;
        var attempts = client.NewAttempts();
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
