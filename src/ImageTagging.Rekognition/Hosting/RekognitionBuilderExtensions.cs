using ImageTagging.Rekognition;
using ImageTagging.Rekognition.Hosting;

namespace ImageTagging;

/// <summary>Adds Amazon Rekognition's taggers to a host, and makes them known to its configuration.</summary>
/// <remarks>
/// A registered <see cref="IRekognitionClient"/> is used and never disposed; without one each tagger has a client of its own, which
/// the container disposes. A registered <see cref="IImageCodec"/> resizes and converts what the service would refuse. Options are
/// checked when the call is made.
/// </remarks>
public static class RekognitionBuilderExtensions
{
    /// <summary>Adds a tagger that asks DetectLabels.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the defaults; null to keep them.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ImageTaggingException">The options are out of the service's ranges; all faults at once.</exception>
    public static IImageTaggingBuilder AddRekognitionTagger(
        this IImageTaggingBuilder builder,
        Action<RekognitionLabelOptions>? configure = null
    ) => Add(builder, Checked(configure), RekognitionTaggers.Labels);

    /// <summary>Adds a tagger that asks a model of one's own (DetectCustomLabels).</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Sets at least the model's ARN.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ImageTaggingException">The options are out of the service's ranges; all faults at once.</exception>
    public static IImageTaggingBuilder AddRekognitionCustomLabelsTagger(
        this IImageTaggingBuilder builder,
        Action<RekognitionCustomLabelsOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, Checked(configure), RekognitionTaggers.CustomLabels);
    }

    /// <summary>Adds a tagger that asks DetectModerationLabels.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the defaults; null to keep them.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ImageTaggingException">The options are out of the service's ranges; all faults at once.</exception>
    public static IImageTaggingBuilder AddRekognitionModerationTagger(
        this IImageTaggingBuilder builder,
        Action<RekognitionModerationOptions>? configure = null
    ) => Add(builder, Checked(configure), RekognitionTaggers.Moderation);

    /// <summary>Adds a tagger that asks DetectText.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the defaults; null to keep them.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ImageTaggingException">The options are out of the service's ranges; all faults at once.</exception>
    public static IImageTaggingBuilder AddRekognitionTextTagger(
        this IImageTaggingBuilder builder,
        Action<RekognitionTextOptions>? configure = null
    ) => Add(builder, Checked(configure), RekognitionTaggers.Text);

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
        where TOptions : RekognitionTaggerOptions =>
        builder.AddConfiguredProvider<ITagger>(
            type,
            (services, section) =>
            {
                var options = read(section, out var faults);
                return faults.Count == 0
                    ? RekognitionTaggers.Create(services, options, make)
                    : throw new ImageTaggingException(string.Join(' ', faults)) { Code = ErrorCodes.InvalidOptions };
            },
            section =>
            {
                var options = read(section, out var faults);
                return [.. faults, .. options.Validate().Select(f => $"{section.Path}: {f}")];
            }
        );

    private static TOptions Checked<TOptions>(Action<TOptions>? configure)
        where TOptions : RekognitionTaggerOptions, new()
    {
        var options = new TOptions();
        configure?.Invoke(options);
        options.ThrowIfFaulty();
        return options;
    }

    private static IImageTaggingBuilder Add<TOptions>(
        IImageTaggingBuilder builder,
        TOptions options,
        RekognitionTaggers.Make<TOptions> make
    )
        where TOptions : RekognitionTaggerOptions
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddTagger(services => RekognitionTaggers.Create(services, options, make));
    }
}
