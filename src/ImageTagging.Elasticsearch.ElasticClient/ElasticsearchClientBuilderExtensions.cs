using Elastic.Clients.Elasticsearch;
using ImageTagging.Elasticsearch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>Puts a host's index into Elasticsearch through the host's own <see cref="ElasticsearchClient"/>.</summary>
/// <remarks>
/// Nodes, log-in, certificates, proxies and compression are the client's. Each attempt is one request, whatever pings and repeats the client is
/// set to: retries are the index's. The client stays the host's and is not disposed.
/// </remarks>
public static class ElasticsearchClientBuilderExtensions
{
    /// <summary>Uses an index in Elasticsearch through this client, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="client">The host's client.</param>
    /// <param name="configure">The index's name, sizes, waits; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The options have faults; all are told.</exception>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        ElasticsearchClient client,
        Action<ElasticsearchIndexOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        return builder.UseElasticsearchIndex(options => Set(options, client, configure));
    }

    /// <summary>Uses an index in Elasticsearch through the client that the container has, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">The index's name, sizes, waits; null for the defaults.</param>
    /// <returns>The builder. The index cannot be had where the container has no <see cref="ElasticsearchClient"/> or the options have faults.</returns>
    public static IImageTaggingBuilder UseElasticsearchClient(
        this IImageTaggingBuilder builder,
        Action<ElasticsearchIndexOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseIndex(services =>
        {
            var options = new ElasticsearchIndexOptions();
            Set(options, services.GetRequiredService<ElasticsearchClient>(), configure);
            return new ElasticsearchTagIndex(
                options,
                services.GetService<ILogger<ElasticsearchTagIndex>>(),
                services.GetService<TimeProvider>()
            );
        });
    }

    private static void Set(
        ElasticsearchIndexOptions options,
        ElasticsearchClient client,
        Action<ElasticsearchIndexOptions>? configure
    )
    {
        options.Transport = client.Transport;
        configure?.Invoke(options);
    }
}
