using ImageTagging.Hosting;
using ImageTagging.Rekognition;
using ImageTagging.Rekognition.Hosting;

namespace ImageTagging;

/// <summary>Adds Amazon Rekognition's taggers to a host, and makes them known to its configuration.</summary>
/// <remarks>
/// A registered <see cref="IRekognitionClient"/> is used and never disposed; without one each tagger has a client of its own, which
/// the container disposes. A registered <see cref="IImageCodec"/> resizes and converts what the service would refuse. Faulty
/// options are reported when the host starts, all of them at once.
/// </remarks>
public static class RekognitionBuilderExtensions
{
    /// <summary>Adds a tagger that asks DetectLabels.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options; null to keep the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionTagger(
        this IImageTaggingBuilder builder,
        Action<RekognitionLabelOptions>? configure = null
    ) => builder.AddRekognitionTagger((_, options) => configure?.Invoke(options));

    /// <summary>Adds a tagger that asks DetectLabels.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, RekognitionLabelOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, configure, RekognitionTaggers.Labels);
    }

    /// <summary>Adds a tagger that asks a model of one's own (DetectCustomLabels): at least its ARN is to be set.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionCustomLabelsTagger(
        this IImageTaggingBuilder builder,
        Action<RekognitionCustomLabelsOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddRekognitionCustomLabelsTagger((_, options) => configure(options));
    }

    /// <summary>Adds a tagger that asks a model of one's own (DetectCustomLabels): at least its ARN is to be set.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionCustomLabelsTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, RekognitionCustomLabelsOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, configure, RekognitionTaggers.CustomLabels);
    }

    /// <summary>Adds a tagger that asks DetectModerationLabels.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options; null to keep the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionModerationTagger(
        this IImageTaggingBuilder builder,
        Action<RekognitionModerationOptions>? configure = null
    ) => builder.AddRekognitionModerationTagger((_, options) => configure?.Invoke(options));

    /// <summary>Adds a tagger that asks DetectModerationLabels.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionModerationTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, RekognitionModerationOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, configure, RekognitionTaggers.Moderation);
    }

    /// <summary>Adds a tagger that asks DetectText.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options; null to keep the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionTextTagger(
        this IImageTaggingBuilder builder,
        Action<RekognitionTextOptions>? configure = null
    ) => builder.AddRekognitionTextTagger((_, options) => configure?.Invoke(options));

    /// <summary>Adds a tagger that asks DetectText.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionTextTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, RekognitionTextOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, configure, RekognitionTaggers.Text);
    }

    /// <summary>
    /// Makes the types <c>rekognition</c>, <c>rekognition-custom</c>, <c>rekognition-moderation</c> and <c>rekognition-text</c> known to
    /// the configuration's <c>Taggers</c>; the options' names are the keys.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddRekognitionSupport(this IImageTaggingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddConfigured("rekognition", RekognitionSections.Labels, RekognitionTaggers.Labels)
            .AddConfigured("rekognition-custom", RekognitionSections.CustomLabels, RekognitionTaggers.CustomLabels)
            .AddConfigured("rekognition-moderation", RekognitionSections.Moderation, RekognitionTaggers.Moderation)
            .AddConfigured("rekognition-text", RekognitionSections.Text, RekognitionTaggers.Text);
    }

    private static IImageTaggingBuilder AddConfigured<TOptions>(
        this IImageTaggingBuilder builder,
        string type,
        RekognitionSections.Read<TOptions> read,
        RekognitionTaggers.Make<TOptions> make
    )
        where TOptions : RekognitionTaggerOptions, new() =>
        builder.AddConfiguredProvider<ITagger>(
            type,
            (services, section) =>
            {
                var options = services.MakeProviderOptions<TOptions>(now => read(section, now, out _));
                return RekognitionTaggers.Create(services, options, make);
            },
            section =>
            {
                var options = read(section, new(), out var faults);
                return
                [
                    .. faults,
                    .. SectionReader.Placed(
                        section,
                        options.Validate().Select(f => f.Replace("Client.", "", StringComparison.Ordinal))
                    ),
                ];
            }
        );

    private static IImageTaggingBuilder Add<TOptions>(
        IImageTaggingBuilder builder,
        Action<IServiceProvider, TOptions> configure,
        RekognitionTaggers.Make<TOptions> make
    )
        where TOptions : RekognitionTaggerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.AddProviderOptions(
            configure,
            static made => [.. made.Validate().Select(f => $"The tagger '{made.Name}' cannot be set up. {f}")]
        );
        return builder.AddTagger(services => RekognitionTaggers.Create(services, options(services), make));
    }
}
