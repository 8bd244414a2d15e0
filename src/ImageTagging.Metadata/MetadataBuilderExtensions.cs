using System.Runtime.CompilerServices;
using ImageTagging.Hosting;
using ImageTagging.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Adds the taggers for keywords and for names to a host, and makes them known to its configuration.</summary>
public static class MetadataBuilderExtensions
{
    /// <summary>Adds a tagger for the keywords that pictures carry.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">Which keywords; null for the defaults.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static IImageTaggingBuilder AddMetadataTagger(
        this IImageTaggingBuilder builder,
        MetadataTaggerOptions? options = null
    ) =>
        AddKeywords(
            builder,
            builder.AddProviderOptions<MetadataTaggerOptions>(
                (_, now) => options is null ? now : options with { },
                static o => Sentences("Metadata tagger", MetadataTagger.Faults(o))
            )
        );

    /// <summary>Adds a tagger for the keywords that pictures carry.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddMetadataTagger(
        this IImageTaggingBuilder builder,
        Action<MetadataTaggerOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddMetadataTagger((_, options) => configure(options));
    }

    /// <summary>Adds a tagger for the keywords that pictures carry.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddMetadataTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, MetadataTaggerOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddKeywords(
            builder,
            builder.AddProviderOptions(configure, static o => Sentences("Metadata tagger", MetadataTagger.Faults(o)))
        );
    }

    /// <summary>Adds a tagger for the words of folders' and files' names.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">Which words; null for the defaults.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static IImageTaggingBuilder AddNameTagger(this IImageTaggingBuilder builder, NameTaggerOptions? options = null) =>
        AddNames(
            builder,
            builder.AddProviderOptions<NameTaggerOptions>(
                (_, now) => options is null ? now : options with { },
                static o => Sentences("Name tagger", NameTagger.Faults(o))
            )
        );

    /// <summary>Adds a tagger for the words of folders' and files' names.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddNameTagger(this IImageTaggingBuilder builder, Action<NameTaggerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddNameTagger((_, options) => configure(options));
    }

    /// <summary>Adds a tagger for the words of folders' and files' names.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddNameTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, NameTaggerOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddNames(
            builder,
            builder.AddProviderOptions(configure, static o => Sentences("Name tagger", NameTagger.Faults(o)))
        );
    }

    /// <summary>Lets the configuration name these taggers: <c>Taggers</c> with <c>Type</c> <c>metadata</c> or <c>names</c>, and their options.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddMetadataSupport(this IImageTaggingBuilder builder) =>
        builder
            .AddConfiguredProvider<ITagger>(
                "metadata",
                (services, section) =>
                    Keywords(services, services.MakeProviderOptions<MetadataTaggerOptions>(now => Read(section, now, out _))),
                section =>
                {
                    var own = MetadataTagger.Faults(Read(section, new MetadataTaggerOptions(), out var faults));
                    return [.. faults, .. SectionReader.Placed(section, own)];
                }
            )
            .AddConfiguredProvider<ITagger>(
                "names",
                (services, section) =>
                    new NameTagger(services.MakeProviderOptions<NameTaggerOptions>(now => Read(section, now, out _))),
                section =>
                {
                    var own = NameTagger.Faults(Read(section, new NameTaggerOptions(), out var faults));
                    return [.. faults, .. SectionReader.Placed(section, own)];
                }
            );

    private static IImageTaggingBuilder AddKeywords(
        IImageTaggingBuilder builder,
        Func<IServiceProvider, MetadataTaggerOptions> options
    ) => builder.AddTagger(services => Keywords(services, options(services)));

    private static IImageTaggingBuilder AddNames(
        IImageTaggingBuilder builder,
        Func<IServiceProvider, NameTaggerOptions> options
    ) => builder.AddTagger(services => new NameTagger(options(services)));

    private static MetadataTagger Keywords(IServiceProvider services, MetadataTaggerOptions options) =>
        new(options, services.GetService<TimeProvider>());

    private static MetadataTaggerOptions Read(
        IConfigurationSection section,
        MetadataTaggerOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        options = options with
        {
            Name = reader.Text("Name") ?? options.Name,
            MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels,
            Hierarchies = reader.Flag("Hierarchies") ?? options.Hierarchies,
            Timeout = reader.Span("Timeout") ?? options.Timeout,
        };
        faults = reader.End();
        return options;
    }

    private static NameTaggerOptions Read(
        IConfigurationSection section,
        NameTaggerOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        options = options with
        {
            Name = reader.Text("Name") ?? options.Name,
            Confidence = reader.Number("Confidence") ?? options.Confidence,
            MaxLabels = reader.Integer("MaxLabels") ?? options.MaxLabels,
            Ignore = reader.ListOrNull("Ignore")?.ToArray() ?? options.Ignore,
        };
        faults = reader.End();
        return options;
    }

    private static IReadOnlyList<string> Sentences(string tagger, IReadOnlyList<string> faults) =>
        [.. faults.Select(f => $"{tagger}: {f}.")];
}
