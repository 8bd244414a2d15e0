using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace ImageTagging.Elasticsearch.ElasticClient;

/// <summary>Sends an index's requests through a host's own <see cref="ElasticsearchClient"/>: its nodes, log-in, certificates and telemetry.</summary>
/// <remarks>
/// Set it as <see cref="ElasticsearchIndexOptions.Transport"/>. Threads share it; the client stays the host's and is not disposed. Time-outs,
/// compression and the length of answers are the client's matter. Each request goes to one node, once, whatever retries the client is set
/// to: they are the index's. Serves Elasticsearch only.
/// </remarks>
public sealed class ElasticClientTransport : ISearchTransport
{
    private readonly ElasticsearchClient _client;

    // The client keeps what it derives from a configuration for as long as it meets the same one.
    private readonly ConcurrentDictionary<(Uri? Node, bool IsLines), RequestConfiguration> _configurations = new();

    /// <summary>A transport over this client.</summary>
    /// <param name="client">The host's client.</param>
    public ElasticClientTransport(ElasticsearchClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        Address = string.Join(", ", client.ElasticsearchClientSettings.NodePool.Nodes.Select(n => WithoutUser(n.Uri)));
    }

    /// <inheritdoc />
    public string Address { get; }

    /// <inheritdoc />
    public async ValueTask<SearchServerResponse> SendAsync(SearchCall call, CancellationToken cancellationToken = default)
    {
        var node = NextNode();
        BytesResponse answer;
        try
        {
            answer = await _client
                .Transport.RequestAsync<BytesResponse>(
                    // Without a leading slash: a node's address may have a path of its own.
                    new EndpointPath(Method(call.Method), call.Path),
                    call.Body.IsEmpty ? null : PostData.ReadOnlyMemory(call.Body),
                    configureActivity: null,
                    _configurations.GetOrAdd((node?.Uri, call.IsLines), Configure),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is TransportException or PipelineException)
        {
            // Thrown in spite of ThrowExceptions: an answer that broke off, a call that was cancelled, a failed look for nodes.
            cancellationToken.ThrowIfCancellationRequested();
            throw Lost(node, fault);
        }

        var details = answer.ApiCallDetails;
        if (
            details is
            {
                HttpStatusCode: { } status,
                OriginalException: not (HttpRequestException or IOException or SocketException or OperationCanceledException)
            }
        )
        {
            Mark(node, isAlive: status is not (502 or 503 or 504));
            return new(status, answer.Body, RetryAfter(details));
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw Lost(node, details.OriginalException);
    }

    // The client takes MaxRetries from its own settings only, and would repeat a write on the next node: a node that is forced is tried once.
    private Node? NextNode()
    {
        var settings = _client.ElasticsearchClientSettings;
        return settings
            .NodePool.CreateView()
            .FirstOrDefault(settings.NodePredicate ?? settings.ProductRegistration.NodePredicate);
    }

    // A forced node's fate does not come back to the pool by itself.
    private void Mark(Node? node, bool isAlive)
    {
        if (node is null)
        {
            return;
        }

        if (!isAlive)
        {
            var settings = _client.ElasticsearchClientSettings;
            var time = settings.NodePool.DateTimeProvider;
            node.MarkDead(time.DeadTime(node.FailedAttempts, settings.DeadTimeout, settings.MaxDeadTimeout));
        }
        else if (!node.IsAlive)
        {
            node.MarkAlive();
        }
    }

    private static RequestConfiguration Configure((Uri? Node, bool IsLines) key) =>
        new()
        {
            ForceNode = key.Node,
            ThrowExceptions = false,
            // Plain types: the index reads and writes what versions 8 and 9 have in common.
            Accept = "application/json",
            ContentType = key.IsLines ? "application/x-ndjson" : "application/json",
            ResponseHeadersToParse = new HeadersList("Retry-After"),
        };

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
        details.TryGetHeader("Retry-After", out var values)
        && RetryConditionHeaderValue.TryParse(values.FirstOrDefault(), out var asked)
            ? asked.Delta ?? Later(asked.Date)
            : null;

    private static TimeSpan? Later(DateTimeOffset? at) =>
        at - TimeProvider.System.GetUtcNow() is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private ImageTaggingException Lost(Node? node, Exception? fault)
    {
        Mark(node, isAlive: false);
        var where = node is null ? Address : WithoutUser(node.Uri);
        var connecting = Causes(fault).OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError;
        if (connecting is HttpRequestError.SecureConnectionError)
        {
            return new(
                $"The certificate of {where} is not trusted. Set the fingerprint of the authority that signed it in the ElasticsearchClient's settings; make sure that the address is https where the server speaks TLS.",
                fault
            )
            {
                Code = ErrorCodes.CertificateNotTrusted,
            };
        }

        // Otherwise the client does not tell how far the request came, so that it may have been carried out.
        var isUnreached =
            connecting
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.ProxyTunnelError;
        return new(
            isUnreached
                ? $"The search server {where} cannot be reached: {Reason(fault)}. Is the server running, and is the address right?"
                : $"The search server {where} did not answer: {Reason(fault)}",
            fault
        )
        {
            Kind = FailureKind.Transient,
            Code = isUnreached ? ErrorCodes.Unreachable : ErrorCodes.AnswerLost,
            MayHaveCost = !isUnreached,
        };
    }

    private static string Reason(Exception? fault) =>
        Causes(fault).LastOrDefault() switch
        {
            SocketException socket => socket.SocketErrorCode.ToString(),
            { } cause => cause.Message.ReplaceLineEndings(" ").TrimEnd('.'),
            null => "no reason is known",
        };

    private static IEnumerable<Exception> Causes(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            yield return fault;
        }
    }

    private static string WithoutUser(Uri uri) =>
        uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
}
