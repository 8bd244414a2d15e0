using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Transport;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>A point in time on the server: opened when a page is asked for, opened anew where the server has lost it, closed at the end.</summary>
internal sealed class PointInTime(SearchClient client, string index, Flavour flavour, ILogger logger) : IAsyncDisposable
{
    private const string KeepAlive = "1m";
    private string? _id;

    /// <summary>Runs a search in it; the body is written with its id.</summary>
    public async Task<SearchServerResponse> SearchAsync(Func<string, PooledBuffer> body, CancellationToken cancellationToken)
    {
        for (var lost = 0; ; lost++)
        {
            _id ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
            using var buffer = body(_id);
            var answer = await client
                .SendAsync(
                    new(HttpMethod.Post, "_search?allow_partial_search_results=false", buffer.Memory),
                    cancellationToken,
                    retryFor: null,
                    404
                )
                .ConfigureAwait(false);
            if (answer.IsSuccess)
            {
                return answer;
            }

            using (answer)
            {
                var fault = SearchFault.Of(answer, client.Transport.Address);
                if (lost >= 3)
                {
                    throw fault;
                }
            }

            Log.PointInTimeLost(logger);
            _id = null;
        }
    }

    /// <summary>Writes the members of a search's body that name the point in time.</summary>
    public static void Write(Utf8JsonWriter writer, string id)
    {
        writer.WriteStartObject("pit"u8);
        writer.WriteString("id"u8, id);
        writer.WriteString("keep_alive"u8, KeepAlive);
        writer.WriteEndObject();
    }

    public async ValueTask DisposeAsync()
    {
        if (_id is null)
        {
            return;
        }

        using var body = new PooledBuffer(512);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            if (flavour == Flavour.Elasticsearch)
            {
                writer.WriteString("id"u8, _id);
            }
            else
            {
                writer.WriteStartArray("pit_id"u8);
                writer.WriteStringValue(_id);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        try
        {
            var path = flavour == Flavour.Elasticsearch ? "_pit" : "_search/point_in_time";
            using var answer = await client
                .SendAsync(new(HttpMethod.Delete, path, body.Memory), CancellationToken.None, TimeSpan.Zero, 404)
                .ConfigureAwait(false);
        }
        catch (ImageTaggingException)
        {
            // It ends by itself a minute later.
        }
    }

    private async Task<string> OpenAsync(CancellationToken cancellationToken)
    {
        var (path, member) = flavour == Flavour.Elasticsearch ? ("_pit", "id") : ("_search/point_in_time", "pit_id");
        return await client
                .AskAsync(
                    HttpMethod.Post,
                    $"{IndexNames.Escape(index)}/{path}?keep_alive={KeepAlive}",
                    default,
                    root => root.GetProperty(member).GetString(),
                    cancellationToken
                )
                .ConfigureAwait(false)
            ?? throw SearchFault.Unreadable(cause: null);
    }
}
