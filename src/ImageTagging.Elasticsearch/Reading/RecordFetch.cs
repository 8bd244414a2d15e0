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
            using var answer = await client
                .SendAsync(new(HttpMethod.Post, IndexNames.Escape(names.Alias) + "/_mget", body.Memory), cancellationToken)
                .ConfigureAwait(false);
            var before = records.Count;
            Hits.ReadDocs(answer.Body.Span, records);
            if (records.Count - before != page.Length)
            {
                throw SearchFault.Unreadable(cause: null);
            }
        }

        return records;
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
