using System.Text.Json;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Retry;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Calls;

/// <summary>Sends requests until they are answered: retries what may pass, explains what does not.</summary>
internal sealed class SearchClient(
    SearchTransport transport,
    ElasticsearchIndexOptions options,
    TimeProvider time,
    ILogger logger
)
{
    private readonly RetryPolicy _patient = Policy(options.RetryFor, time, logger);

    // Who lets nothing be tried again means people too.
    private readonly RetryPolicy _prompt = Policy(
        TimeSpan.FromTicks(Math.Min(options.InteractiveRetryFor.Ticks, options.RetryFor.Ticks)),
        time,
        logger
    );

    public SearchTransport Transport => transport;

    /// <summary>Sends with retries, for a request that may be repeated; throws for any status but success and those named.</summary>
    public ValueTask<SearchServerResponse> SendAsync(
        SearchCall call,
        CancellationToken cancellationToken,
        TimeSpan? retryFor = null,
        params int[] alsoGood
    ) => SendAsync(call, NewAttempts(retryFor), cancellationToken, alsoGood);

    /// <summary>The same within a series of attempts, for who sends again what was answered but not done.</summary>
    public ValueTask<SearchServerResponse> SendAsync(
        SearchCall call,
        RetryAttempts attempts,
        CancellationToken cancellationToken,
        params int[] alsoGood
    ) => SendAsync(call, answer => alsoGood.Contains(answer.Status), attempts, cancellationToken);

    /// <summary>Sends within a series of attempts; null where the server itself says that there is no such index.</summary>
    public async ValueTask<SearchServerResponse?> SendUnlessMissingAsync(
        SearchCall call,
        RetryAttempts attempts,
        CancellationToken cancellationToken
    )
    {
        var answer = await SendAsync(call, SearchFault.IsOfMissingIndex, attempts, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            return answer;
        }

        answer.Dispose();
        return null;
    }

    private async ValueTask<SearchServerResponse> SendAsync(
        SearchCall call,
        Func<SearchServerResponse, bool> isGood,
        RetryAttempts attempts,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            ImageTaggingException fault;
            try
            {
                var answer = await transport.SendAsync(call, cancellationToken).ConfigureAwait(false);
                if (answer.IsSuccess || isGood(answer))
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
    public async ValueTask<T> AskAsync<T>(
        HttpMethod method,
        string path,
        ReadOnlyMemory<byte> body,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken,
        RetryAttempts? attempts = null
    )
    {
        using var answer = await SendAsync(new(method, path, body), attempts ?? NewAttempts(), cancellationToken)
            .ConfigureAwait(false);
        return Read(answer, read);
    }

    /// <summary>A series of attempts.</summary>
    /// <param name="retryFor">How long from now on it may go on; null for as long as the options say.</param>
    public RetryAttempts NewAttempts(TimeSpan? retryFor = null) =>
        (retryFor is { } longest ? Policy(longest, time, logger) : _patient).NewAttempts(fromNow: true);

    /// <summary>A series of attempts of something that a person waits for.</summary>
    public RetryAttempts NewPromptAttempts() => _prompt.NewAttempts(fromNow: true);

    // A migration takes its time: runs wait by themselves, people get a sentence.
    private static RetryPolicy Policy(TimeSpan retryFor, TimeProvider time, ILogger logger) =>
        new(
            new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5)) { MaxTime = retryFor, MaxMigrationTime = TimeSpan.Zero },
            time,
            (fault, failed, wait) => Log.Retrying(logger, fault.Code, fault.Message, failed, wait.TotalMilliseconds)
        );

    /// <summary>The content of an answer; whatever it is made of, nothing else than an <see cref="ImageTaggingException"/> comes of it.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="read">Reads it, and keeps none of its elements.</param>
    /// <exception cref="ImageTaggingException">It is not of the form that is wanted.</exception>
    public static T Read<T>(SearchServerResponse answer, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body, new() { MaxDepth = 128 });
            return read(json.RootElement);
        }
        catch (Exception fault) when (SearchFault.IsUnreadable(fault))
        {
            throw SearchFault.Unreadable(fault);
        }
    }
}
