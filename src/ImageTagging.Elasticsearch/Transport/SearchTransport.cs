using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Elastic.Transport;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>Sends one request to a search server through Elastic.Transport, and reads its answer whole.</summary>
/// <remarks>
/// One call is one attempt; retries are the index's. A node that cannot be connected to has not seen the request, and is passed over
/// within the call. Threads share it.
/// </remarks>
internal sealed class SearchTransport : IDisposable
{
    private static readonly TimeSpan s_firstRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestRest = TimeSpan.FromMinutes(2);
    private static readonly HeadersList s_headers = new(["Retry-After"]);

    private readonly ITransport _transport;
    private readonly ElasticsearchIndexOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable[] _own;
    private readonly Func<Node, bool> _mayBeAsked;
    private readonly IReadOnlyCollection<IResponseBuilder> _builders;

    // What the transport derives from a configuration it keeps for as long as it meets the same one.
    private readonly ConcurrentDictionary<(Uri Node, bool IsLines), RequestConfiguration> _configurations = new();

    private SearchTransport(ITransport transport, ElasticsearchIndexOptions options, TimeProvider time, params IDisposable[] own)
    {
        (_transport, _options, _time, _own) = (transport, options, time, own);
        var settings = transport.Configuration;
        _mayBeAsked = settings.NodePredicate ?? settings.ProductRegistration.NodePredicate;
        _builders = [new PooledAnswer.Builder(options.MaxAnswerBytes)];
        Address = string.Join(", ", settings.NodePool.Nodes.Select(n => Text(n.Uri)));
    }

    /// <summary>The nodes' addresses for messages, without credentials.</summary>
    public string Address { get; }

    /// <summary>The host's transport, or one of our own after the options. No I/O.</summary>
    public static SearchTransport Create(ElasticsearchIndexOptions options, TimeProvider time)
    {
        if (options.Transport is { } hosts)
        {
            return new(SingleAttempt.Of(hosts), options, time);
        }

#pragma warning disable CA2000 // The transport disposes what is its own.
        var connections = new Connections(options);
        var settings = new TransportConfiguration(
            new SearchNodes(options.Nodes, time),
            new HttpRequestInvoker((unused, _) => connections.InPlaceOf(unused))
        )
        {
            Authentication = options.LogIn,
            // Of answers too: on a fast network it costs more than it gains.
            EnableHttpCompression = options.CompressRequests,
            MemoryStreamFactory = new LentBody.Factory(),
            // The index's clock ends a request, and the handler of connections knows when a name is to be looked up anew.
            RequestTimeout = TimeSpan.FromHours(2),
            DnsRefreshTimeout = Timeout.InfiniteTimeSpan,
            DisableAuditTrail = true,
            DeadTimeout = s_firstRest,
            MaxDeadTimeout = s_longestRest,
        };
        return new(new DistributedTransport(settings), options, time, settings, connections);
#pragma warning restore CA2000
    }

    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    /// <exception cref="ImageTaggingException">
    /// There is no answer. <see cref="ImageTaggingException.MayHaveCost"/> tells whether the server may have carried the request out.
    /// </exception>
    public async ValueTask<SearchServerResponse> SendAsync(SearchCall call, CancellationToken cancellationToken = default)
    {
        ImageTaggingException? fault = null;
        foreach (var node in _transport.Configuration.NodePool.CreateView())
        {
            if (!_mayBeAsked(node))
            {
                continue;
            }

            try
            {
                var answer = await SendAsync(node.Uri, call, cancellationToken).ConfigureAwait(false);
                if (!node.IsAlive)
                {
                    node.MarkAlive();
                }

                return answer;
            }
            catch (ImageTaggingException failed)
            {
                Rest(node);
                fault = failed;
                if (failed.MayHaveCost)
                {
                    break;
                }
            }
        }

        throw fault
            ?? new ImageTaggingException("None of the nodes of ElasticsearchIndexOptions.Transport may be asked.")
            {
                Code = ErrorCodes.InvalidOptions,
            };
    }

    public void Dispose()
    {
        foreach (var own in _own)
        {
            own.Dispose();
        }
    }

    private async Task<SearchServerResponse> SendAsync(Uri node, SearchCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Exception? cause;
        try
        {
            var answer = await _transport
                .RequestAsync<PooledAnswer>(
                    // Without a leading slash: a node's address may have a path of its own.
                    new EndpointPath(Method(call.Method), call.Path),
                    call.Body.IsEmpty ? null : new SentBody(call.Body),
                    configureActivity: null,
                    _configurations.GetOrAdd((node, call.IsLines), Configure),
                    both.Token
                )
                .ConfigureAwait(false);
            if (answer.IsTooLong)
            {
                throw TooLong(cause: null);
            }

            var details = answer.ApiCallDetails;
            cause = details.OriginalException;
            // A status that is no success is told as an exception too.
            if (
                details.HttpStatusCode is { } status
                && cause is not (HttpRequestException or IOException or SocketException or OperationCanceledException)
            )
            {
                return answer.ToResponse(status, RetryAfter(details));
            }
        }
        catch (Exception thrown)
            when (thrown
                    is TransportException
                        or PipelineException
                        or OperationCanceledException
                        or SocketException
                        or IOException
            )
        {
            cause = thrown;
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw Explain(node, cause, isLate: timeout.IsCancellationRequested);
    }

    // A named node is asked once, and without user and password in its address, which would else stand in the span.
    private RequestConfiguration Configure((Uri Node, bool IsLines) key) =>
        new()
        {
            ForceNode = SearchAddress.WithoutUser(key.Node),
            Authentication = SearchAddress.LogIn(key.Node),
            ThrowExceptions = false,
            DisableAuditTrail = true,
            // Plain types: the index reads and writes what all servers have in common.
            Accept = "application/json",
            ContentType = key.IsLines ? "application/x-ndjson" : "application/json",
            ResponseHeadersToParse = s_headers,
            ResponseBuilders = _builders,
        };

    private void Rest(Node node)
    {
        var settings = _transport.Configuration;
        var longest = settings.MaxDeadTimeout ?? s_longestRest;
        var rest = (settings.DeadTimeout ?? s_firstRest) * Math.Pow(2, Math.Min(node.FailedAttempts, 10));
        node.MarkDead(_time.GetUtcNow() + (rest < longest ? rest : longest));
    }

    private TimeSpan? RetryAfter(ApiCallDetails details) =>
        details.TryGetHeader("Retry-After", out var values)
        && RetryConditionHeaderValue.TryParse(values.FirstOrDefault(), out var asked)
            ? asked.Delta ?? Later(asked.Date)
            : null;

    private TimeSpan? Later(DateTimeOffset? at) =>
        at - _time.GetUtcNow() is { } wait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null;

    private ImageTaggingException Explain(Uri node, Exception? cause, bool isLate)
    {
        var causes = Causes(cause).ToList();
        var request = causes.OfType<HttpRequestException>().FirstOrDefault();
        return request?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => NotTrusted(node, request),
            HttpRequestError.ConfigurationLimitExceeded => TooLong(request),
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError => Lost(
                node,
                $"cannot be reached: {Reason(request)}. Is the server running, and is the address right?",
                cause,
                maybeServed: false
            ),
            _ when isLate => Lost(
                node,
                $"did not answer within {_options.RequestTimeout.TotalSeconds:0} s",
                cause,
                maybeServed: true
            ),
            // The platform's own time-out of a whole request wraps the cancellation that it makes; that of connecting does not.
            _ when causes.OfType<TimeoutException>().Any(t => t.InnerException is not OperationCanceledException) => Lost(
                node,
                $"took no connection within {Connections.ConnectTimeout(_options).TotalSeconds:0.###} s. Is the server running, and does no firewall stand in between?",
                cause,
                maybeServed: false
            ),
            _ => Lost(node, "broke the connection off", cause, maybeServed: true),
        };
    }

    private ImageTaggingException NotTrusted(Uri node, Exception cause) =>
        new(
            $"The certificate of {node.Authority} is not trusted. "
                + (
                    _options.Transport is null
                        ? "Name the authority that signed it with ElasticsearchIndexOptions.CertificateAuthorityFile, or its SHA-256 fingerprint with ElasticsearchIndexOptions.CertificateFingerprint"
                        : "Say in the settings of ElasticsearchIndexOptions.Transport what to trust"
                )
                + "; make sure that the address is https where the server speaks TLS.",
            cause
        )
        {
            Code = ErrorCodes.CertificateNotTrusted,
        };

    private ImageTaggingException TooLong(Exception? cause) =>
        new($"The search server's answer is longer than {_options.MaxAnswerBytes} bytes.", cause)
        {
            Code = ErrorCodes.AnswerTooLong,
            MayHaveCost = true,
        };

    private static ImageTaggingException Lost(Uri node, string what, Exception? cause, bool maybeServed) =>
        new($"The search server {node.Authority} {what}", cause)
        {
            Kind = FailureKind.Transient,
            Code = maybeServed ? ErrorCodes.AnswerLost : ErrorCodes.Unreachable,
            MayHaveCost = maybeServed,
        };

    private static string Reason(Exception fault) =>
        fault.GetBaseException() is SocketException socket ? socket.SocketErrorCode.ToString() : fault.Message.TrimEnd('.');

    private static IEnumerable<Exception> Causes(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            yield return fault;
        }
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

    private static string Text(Uri node) => SearchAddress.WithoutUser(node).ToString().TrimEnd('/');
}
