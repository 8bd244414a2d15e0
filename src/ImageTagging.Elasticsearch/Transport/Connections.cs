using System.Net;
using System.Net.Security;
using System.Security.Authentication;

namespace ImageTagging.Elasticsearch.Transport;

/// <summary>The connections of an index's own transport: how long one may take to open, whom it trusts, and the host's handler round them.</summary>
internal sealed class Connections : IDisposable
{
    private readonly HttpMessageHandler _handler;

    public Connections(ElasticsearchIndexOptions options)
    {
#pragma warning disable CA2000 // Each disposes the one within.
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = options.CompressRequests ? DecompressionMethods.All : DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout(options),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.None,
                // Elastic's check of a fingerprint looks at neither names, dates nor signatures.
                RemoteCertificateValidationCallback = ServerCertificate.Validation(options),
            },
        };
        handler = options.WrapHandler?.Invoke(handler) ?? handler;
        _handler = new BoundedFaults(handler, options.MaxAnswerBytes);
#pragma warning restore CA2000
    }

    // A server that takes no connection must leave time for the next one within the same attempt.
    public static TimeSpan ConnectTimeout(ElasticsearchIndexOptions options) =>
        options.ConnectTimeout < options.RequestTimeout / 2 ? options.ConnectTimeout : options.RequestTimeout / 2;

    /// <summary>The handler for the transport, which makes one of its own before it asks for another.</summary>
    public HttpMessageHandler InPlaceOf(HttpMessageHandler unused)
    {
        unused.Dispose();
        return _handler;
    }

    // The transport leaves the handlers open that it still uses.
    public void Dispose() => _handler.Dispose();

    /// <summary>The transport reads the body of an answer that is no success whole, however long it is, before anybody else sees it.</summary>
    private sealed class BoundedFaults(HttpMessageHandler inner, int most) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            try
            {
                await response.Content.LoadIntoBufferAsync(most, cancellationToken).ConfigureAwait(false);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
