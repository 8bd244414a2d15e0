using System.Text.Json;
using ImageTagging.Retry;
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
    private readonly RetryPolicy _retry = Policy(options.RetryFor, time, logger);

    public ISearchTransport Transport => transport;

    /// <summary>Sends with retries, for a request that may be repeated; throws for any status but success and those named.</summary>
    public ValueTask<SearchAnswer> SendAsync(
        SearchCall call,
        CancellationToken cancellationToken,
        TimeSpan? retryFor = null,
        params int[] alsoGood
    ) => SendAsync(call, NewAttempts(retryFor), cancellationToken, alsoGood);

    /// <summary>The same within a series of attempts, for who sends again what was answered but not done.</summary>
    public async ValueTask<SearchAnswer> SendAsync(
        SearchCall call,
        RetryAttempts attempts,
        CancellationToken cancellationToken,
        params int[] alsoGood
    )
    {
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

    /// <summary>A series of attempts.</summary>
    /// <param name="retryFor">How long after the first failure it may go on; null for as long as the options say.</param>
    public RetryAttempts NewAttempts(TimeSpan? retryFor = null) =>
        (retryFor is { } longest ? Policy(longest, time, logger) : _retry).NewAttempts();

    // A migration takes its time: runs wait by themselves, people get a sentence.
    private static RetryPolicy Policy(TimeSpan retryFor, TimeProvider time, ILogger logger) =>
        new(
            new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5)) { MaxTime = retryFor, MaxMigrationTime = TimeSpan.Zero },
            time,
            (fault, failed, wait) => Log.Retrying(logger, fault.Code, fault.Message, failed, wait.TotalMilliseconds)
        );

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
