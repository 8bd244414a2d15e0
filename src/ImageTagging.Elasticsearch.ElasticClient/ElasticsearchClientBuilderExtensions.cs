using Elastic.Clients.Elasticsearch;
using ImageTagging.Elasticsearch;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Puts a host's index into Elasticsearch through the host's own <see cref="ElasticsearchClient"/>.</summary>
/// <remarks>
/// Nodes, log-in, certificates, proxies and compression are the client's. Each attempt is one request, whatever pings and repeats the client is
/// set to: retries are the index's. The client stays the host's and is not disposed. Faulty options are reported when the host starts.
/// </remarks>
public static class ElasticsearchClientBuilderExtensions
{
    /// <summary>Uses an index in Elasticsearch through this client, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="client">The host's client.</param>
    /// <param name="configure">The index's name, sizes, waits; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        ElasticsearchClient client,
        Action<ElasticsearchIndexOptions>? configure = null
    ) => builder.UseElasticsearchIndex(client, (_, options) => configure?.Invoke(options));

    /// <summary>Uses an index in Elasticsearch through this client, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="client">The host's client.</param>
    /// <param name="configure">The index's name, sizes, waits, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        ElasticsearchClient client,
        Action<IServiceProvider, ElasticsearchIndexOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        return builder.UseClient(_ => client, configure);
    }

    /// <summary>Uses an index in Elasticsearch through the client that the container has, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">The index's name, sizes, waits; null for the defaults.</param>
    /// <returns>The builder. The host does not start where its container has no <see cref="ElasticsearchClient"/>.</returns>
    public static IImageTaggingBuilder UseElasticsearchClient(
        this IImageTaggingBuilder builder,
        Action<ElasticsearchIndexOptions>? configure = null
    ) => builder.UseElasticsearchClient((_, options) => configure?.Invoke(options));

    /// <summary>Uses an index in Elasticsearch through the client that the container has, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">The index's name, sizes, waits, with the host's services at hand.</param>
    /// <returns>The builder. The host does not start where its container has no <see cref="ElasticsearchClient"/>.</returns>
    public static IImageTaggingBuilder UseElasticsearchClient(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, ElasticsearchIndexOptions> configure
    ) => builder.UseClient(services => services.GetRequiredService<ElasticsearchClient>(), configure);

    private static IImageTaggingBuilder UseClient(
        this IImageTaggingBuilder builder,
        Func<IServiceProvider, ElasticsearchClient> client,
        Action<IServiceProvider, ElasticsearchIndexOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseElasticsearchIndex(
            (services, options) =>
            {
                options.Transport = client(services).Transport;
                configure(services, options);
            }
        );
    }
}
