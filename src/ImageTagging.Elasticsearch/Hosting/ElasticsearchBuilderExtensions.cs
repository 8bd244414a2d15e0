using ImageTagging.Elasticsearch;
using ImageTagging.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>Puts a host's index into Elasticsearch or OpenSearch.</summary>
/// <remarks>Faulty options are reported when the host starts, all of them at once.</remarks>
public static class ElasticsearchBuilderExtensions
{
    /// <summary>The <c>Type</c> by which the configuration names this index.</summary>
    public const string ConfiguredType = "elasticsearch";

    /// <summary>Uses an index in Elasticsearch 8–9 or OpenSearch 2–3, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="address">The node and the index, such as <c>http://localhost:9200/images</c>.</param>
    /// <param name="configure">More nodes, the log-in, sizes; null for none.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        string address,
        Action<ElasticsearchIndexOptions>? configure = null
    ) => builder.UseElasticsearchIndex(address, (_, options) => configure?.Invoke(options));

    /// <summary>Uses an index in Elasticsearch 8–9 or OpenSearch 2–3, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="address">The node and the index, such as <c>http://localhost:9200/images</c>.</param>
    /// <param name="configure">More nodes, the log-in, sizes, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        string address,
        Action<IServiceProvider, ElasticsearchIndexOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        // An address that is none is told here, where it stands.
        _ = new ElasticsearchIndexOptions().UseAddress(address);
        return builder.UseElasticsearchIndex(
            (services, options) =>
            {
                options.UseAddress(address);
                configure(services, options);
            }
        );
    }

    /// <summary>Uses an index in Elasticsearch 8–9 or OpenSearch 2–3, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Nodes, the index's name, the log-in, sizes.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        Action<ElasticsearchIndexOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseElasticsearchIndex((_, options) => configure(options));
    }

    /// <summary>Uses an index in Elasticsearch 8–9 or OpenSearch 2–3, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Nodes, the index's name, the log-in, sizes, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, ElasticsearchIndexOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = builder.AddProviderOptions(
            configure,
            static made => [.. made.Validate().Select(fault => "ElasticsearchIndex: " + fault)]
        );
        return builder.UseIndex(services => Create(services, options(services)));
    }

    /// <summary>Lets the configuration name this index: <c>"Index": { "Type": "elasticsearch", "Url": "…" }</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddElasticsearchSupport(this IImageTaggingBuilder builder) =>
        builder.AddConfiguredProvider<ITagIndex>(
            ConfiguredType,
            static (services, section) =>
                Create(
                    services,
                    services.MakeProviderOptions<ElasticsearchIndexOptions>(now => ConfiguredOptions.Read(section, now, out _))
                ),
            static section =>
            {
                var options = ConfiguredOptions.Read(section, new(), out var faults);
                return [.. faults, .. SectionReader.Placed(section, options.Validate())];
            }
        );

    private static ElasticsearchTagIndex Create(IServiceProvider services, ElasticsearchIndexOptions options) =>
        new(options, services.GetService<ILogger<ElasticsearchTagIndex>>(), services.GetService<TimeProvider>());
}
