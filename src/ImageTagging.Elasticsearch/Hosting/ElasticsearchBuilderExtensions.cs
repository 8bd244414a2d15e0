using ImageTagging.Elasticsearch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>Puts a host's index into Elasticsearch or OpenSearch.</summary>
public static class ElasticsearchBuilderExtensions
{
    /// <summary>The <c>Type</c> by which the configuration names this index.</summary>
    public const string ConfiguredType = "elasticsearch";

    /// <summary>Uses an index in Elasticsearch 8–9 or OpenSearch 2–3, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="address">The node and the index, such as <c>http://localhost:9200/images</c>.</param>
    /// <param name="configure">More nodes, the log-in, sizes; null for none.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The options have faults; all are told.</exception>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        string address,
        Action<ElasticsearchIndexOptions>? configure = null
    ) =>
        builder.UseElasticsearchIndex(options =>
        {
            options.UseAddress(address);
            configure?.Invoke(options);
        });

    /// <summary>Uses an index in Elasticsearch 8–9 or OpenSearch 2–3, in place of any index named before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Nodes, the index's name, the log-in, sizes.</param>
    /// <exception cref="ArgumentException">The options have faults; all are told.</exception>
    public static IImageTaggingBuilder UseElasticsearchIndex(
        this IImageTaggingBuilder builder,
        Action<ElasticsearchIndexOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ElasticsearchIndexOptions();
        configure(options);
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(configure));
        }

        return builder.UseIndex(services => Create(services, options));
    }

    /// <summary>Lets the configuration name this index: <c>"Index": { "Type": "elasticsearch", "Url": "…" }</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddElasticsearchSupport(this IImageTaggingBuilder builder) =>
        builder.AddConfiguredProvider<ITagIndex>(
            ConfiguredType,
            static (services, section) => Create(services, ConfiguredOptions.Read(section, [])),
            static section =>
            {
                var faults = new List<string>();
                var options = ConfiguredOptions.Read(section, faults);
                return [.. faults, .. options.Validate()];
            }
        );

    private static ElasticsearchTagIndex Create(IServiceProvider services, ElasticsearchIndexOptions options) =>
        new(options, services.GetService<ILogger<ElasticsearchTagIndex>>(), services.GetService<TimeProvider>());
}
