using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Calls;

/// <summary>Sends requests until they are answered: retries what may pass, explains what does not.</summary>
internal sealed class SearchClient(
    ISearchTransport transport,
    ElasticsearchIndexOptions options,
    TimeProvider time,
    ILogger logger
)
{
    public ISearchTransport Transport => transport;

    /// <summary>Sends with retries, for a request that may be repeated; throws for any status but success and those named.</summary>
    public async ValueTask<SearchAnswer> SendAsync(
        SearchCall call,
        CancellationToken cancellationToken,
        TimeSpan? retryFor = null,
        params int[] alsoGood
    )
    {
        var attempts = NewAttempts(retryFor);
        while (true)
        {
            ImageTaggingException fault;
            try
            {
                var answer = await transport.SendAsync(call, cancellationToken).ConfigureAwait(false);
                if (answer.IsSuccess || alsoGood.Contains(answer.Status))
                {
                    return answer;
                }

                using (answer)
                {
                    fault = SearchFault.Of(answer, transport.Address);
                }
            }
            catch (ImageTaggingException lost)
            {
                fault = lost;
            }

            await attempts.WaitOrThrowAsync(fault, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a JSON request and parses the answer.</summary>
    public async ValueTask<JsonDocument> AskAsync(
        HttpMethod method,
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken,
        TimeSpan? retryFor = null,
        params int[] alsoGood
    )
    {
        using var answer = await SendAsync(new(method, path, body), cancellationToken, retryFor, alsoGood).ConfigureAwait(false);
        return Parse(answer);
    }

    /// <summary>What a series of attempts has left.</summary>
    public Attempts NewAttempts(TimeSpan? retryFor = null) => new(retryFor ?? options.RetryFor, time, logger);

    /// <summary>Parses an answer, which a proxy may have written.</summary>
    public static JsonDocument Parse(SearchAnswer answer)
    {
        try
        {
            // A copy: the document outlives the answer's rented bytes.
            return JsonDocument.Parse(answer.Body.ToArray());
        }
        catch (JsonException unreadable)
        {
            throw SearchFault.Unreadable(unreadable);
        }
    }
}
