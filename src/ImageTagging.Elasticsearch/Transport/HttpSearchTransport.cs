using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>Requests over one <see cref="HttpClient"/>; a node that cannot be connected to is passed over at once.</summary>
internal sealed class HttpSearchTransport(HttpClient client, ElasticsearchIndexOptions options, TimeProvider time)
    : ISearchTransport,
        IDisposable
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly MediaTypeHeaderValue s_lines = new("application/x-ndjson");
    private static readonly MediaTypeWithQualityHeaderValue s_accept = new("application/json");
    private readonly NodePool _nodes = new(options.Nodes.Select(n => (SearchAddress.WithoutUser(n), LogIn(n, options))), time);

    public string Address { get; } =
        string.Join(", ", options.Nodes.Select(n => SearchAddress.WithoutUser(n).ToString().TrimEnd('/')));

    public async ValueTask<SearchServerResponse> SendAsync(SearchCall call, CancellationToken cancellationToken = default)
    {
        ImageTaggingException? fault = null;
        foreach (var node in _nodes.InOrder())
        {
            try
            {
                var answer = await SendAsync(node, call, cancellationToken).ConfigureAwait(false);
                NodePool.Answered(node);
                return answer;
            }
            catch (ImageTaggingException failed)
            {
                _nodes.Failed(node);
                fault = failed;
                if (failed.MayHaveCost)
                {
                    break;
                }
            }
        }

        throw fault ?? throw new InvalidOperationException("There is no node.");
    }

    public void Dispose() => client.Dispose();

    // The nodes are one cluster: one that names no user of its own is asked with the options' or the first node's.
    private static AuthenticationHeaderValue? LogIn(Uri node, ElasticsearchIndexOptions options) =>
        SearchAddress.LogIn(node)
        ?? options.Authorization
        ?? options.Nodes.Select(SearchAddress.LogIn).FirstOrDefault(l => l is not null);

    // A server that takes no connection must leave time for the next one within the same attempt.
    private static TimeSpan ConnectTimeout(ElasticsearchIndexOptions options) =>
        options.ConnectTimeout < options.RequestTimeout / 2 ? options.ConnectTimeout : options.RequestTimeout / 2;

    private async Task<SearchServerResponse> SendAsync(NodePool.Node at, SearchCall call, CancellationToken cancellationToken)
    {
        var node = at.Address;
        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(call.Method, new Uri(node, call.Path));
        request.Headers.Accept.Add(s_accept);
        request.Headers.Authorization = at.LogIn;
        if (!call.Body.IsEmpty)
        {
            request.Content = options.CompressRequests ? GzipBody.Of(call.Body) : new ReadOnlyMemoryContent(call.Body);
            request.Content.Headers.ContentType = call.IsLines ? s_lines : s_json;
        }

        try
        {
            using var response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token)
                .ConfigureAwait(false);
            return await ReadAsync(response, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested)
        {
            throw Lost(node, $"did not answer within {options.RequestTimeout.TotalSeconds:0} s", late, maybeServed: true);
        }
        // Of all time-outs only that of connecting is left: no request was sent.
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException)
        {
            throw Lost(
                node,
                $"took no connection within {ConnectTimeout(options).TotalSeconds:0.###} s. Is the server running, and does no firewall stand in between?",
                late,
                maybeServed: false
            );
        }
        catch (Exception fault)
            when (fault is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            throw Explain(node, fault);
        }
    }

    private async Task<SearchServerResponse> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var expected = response.Content.Headers.ContentLength ?? 64 * 1024;
        if (expected > options.MaxAnswerBytes)
        {
            throw TooLong();
        }

        using var buffer = new PooledBuffer((int)Math.Max(expected, 256));
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (true)
            {
                var read = await stream.ReadAsync(buffer.GetMemory(1), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                buffer.Advance(read);
                if (buffer.Length > options.MaxAnswerBytes)
                {
                    throw TooLong();
                }
            }
        }

        var length = buffer.Length;
        var array = buffer.Detach();
        return new((int)response.StatusCode, array.AsMemory(0, length), RetryAfter(response), array);
    }

    private ImageTaggingException TooLong() =>
        new($"The search server's answer is longer than {options.MaxAnswerBytes} bytes.")
        {
            Code = ErrorCodes.AnswerTooLong,
            MayHaveCost = true,
        };

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
            _ => null,
        };

    private static ImageTaggingException Explain(Uri node, Exception fault)
    {
        if (fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
        {
            return new(
                $"The certificate of {node.Authority} is not trusted. Name the authority that signed it with ElasticsearchIndexOptions.CertificateAuthorityFile, or its SHA-256 fingerprint with ElasticsearchIndexOptions.CertificateFingerprint; make sure that the address is https where the server speaks TLS.",
                fault
            )
            {
                Code = ErrorCodes.CertificateNotTrusted,
            };
        }

        var isConnect =
            fault is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.ProxyTunnelError
            };
        return isConnect
            ? Lost(
                node,
                "cannot be reached: " + Reason(fault) + ". Is the server running, and is the address right?",
                fault,
                maybeServed: false
            )
            : Lost(node, "broke the connection off", fault, maybeServed: true);
    }

    private static string Reason(Exception fault) =>
        fault.GetBaseException() is SocketException socket ? socket.SocketErrorCode.ToString() : fault.Message.TrimEnd('.');

    private static ImageTaggingException Lost(Uri node, string what, Exception cause, bool maybeServed) =>
        new($"The search server {node.Authority} {what}", cause)
        {
            Kind = FailureKind.Transient,
            Code = maybeServed ? ErrorCodes.AnswerLost : ErrorCodes.Unreachable,
            MayHaveCost = maybeServed,
        };

    /// <summary>A client of our own, after the options.</summary>
    public static HttpSearchTransport Create(ElasticsearchIndexOptions options, TimeProvider time)
    {
#pragma warning disable CA2000 // The client disposes its handlers, the transport its client.
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout(options),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.None,
                RemoteCertificateValidationCallback = ServerCertificate.Validation(options),
            },
        };
        handler = options.WrapHandler?.Invoke(handler) ?? handler;
        return new(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }, options, time);
#pragma warning restore CA2000
    }
}
