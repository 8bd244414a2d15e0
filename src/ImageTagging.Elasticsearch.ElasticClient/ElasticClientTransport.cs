using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace ImageTagging.Elasticsearch.ElasticClient;

/// <summary>Sends an index's requests through a host's own <see cref="ElasticsearchClient"/>: its nodes, log-in, certificates and telemetry.</summary>
/// <remarks>Set it as <see cref="ElasticsearchIndexOptions.Transport"/>. Threads share it; the client stays the host's. Serves Elasticsearch only.</remarks>
/// <param name="client">The host's client.</param>
public sealed class ElasticClientTransport(ElasticsearchClient client) : ISearchTransport
{
    /// <inheritdoc />
    public string Address { get; } =
        string.Join(", ", client.ElasticsearchClientSettings.NodePool.Nodes.Select(n => n.Uri.Authority));

    /// <inheritdoc />
    public async ValueTask<SearchAnswer> SendAsync(SearchCall call, CancellationToken cancellationToken = default)
    {
        var body = call.Body.IsEmpty ? null : PostData.ReadOnlyMemory(call.Body);
        // Retries are the index's: one call is one attempt. Every status is an answer here, not an exception.
        var settings = new RequestConfiguration
        {
            MaxRetries = 0,
            ThrowExceptions = false,
            Accept = "application/json",
            ContentType = call.IsLines ? "application/x-ndjson" : "application/json",
        };
        var answer = await client
            .Transport.RequestAsync<BytesResponse>(
                new EndpointPath(Method(call.Method), "/" + call.Path),
                body,
                configureActivity: null,
                settings,
                cancellationToken
            )
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var details = answer.ApiCallDetails;
        return details.HttpStatusCode is { } status ? new(status, answer.Body, RetryAfter(details)) : throw Lost(details);
    }

    private static HttpMethod Method(System.Net.Http.HttpMethod method) =>
        method.Method switch
        {
            "GET" => HttpMethod.GET,
            "HEAD" => HttpMethod.HEAD,
            "POST" => HttpMethod.POST,
            "PUT" => HttpMethod.PUT,
            "DELETE" => HttpMethod.DELETE,
            var other => throw new NotSupportedException($"No request uses {other}."),
        };

    private static TimeSpan? RetryAfter(ApiCallDetails details) =>
        details.TryGetHeader("retry-after", out var values) && int.TryParse(values.FirstOrDefault(), out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    // The client does not tell whether the request went out, so that it may have been carried out.
    private static ImageTaggingException Lost(ApiCallDetails details) =>
        new(
            "The search server did not answer: " + (details.OriginalException?.Message ?? "no reason is known"),
            details.OriginalException
        )
        {
            Kind = FailureKind.Transient,
            Code = "AnswerLost",
            MayHaveCost = true,
        };
}
