using Amazon.Runtime;

namespace ImageTagging.S3;

/// <summary>Makes the transport of clients that are made here.</summary>
internal sealed class TransportFactory : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new AnswerLimits(Handler(clientConfig))) { Timeout = clientConfig.Timeout ?? TimeSpan.FromSeconds(100) };

    /// <summary>Connections as the SDK makes them. An address is signed for one host: following a redirect would send it to another.</summary>
    public static SocketsHttpHandler Handler(IClientConfig config)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (config.GetWebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
        }

        if (config.MaxConnectionsPerServer is { } most)
        {
            handler.MaxConnectionsPerServer = most;
        }

        return handler;
    }
}
