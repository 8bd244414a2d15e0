using System.Runtime.CompilerServices;
using ImageTagging.Hosting;
using ImageTagging.Imaging;
using ImageTagging.Onnx;
using ImageTagging.Onnx.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>Adds local models to a host, and makes them known to its configuration.</summary>
public static class OnnxBuilderExtensions
{
    /// <summary>Adds a tagger that runs an ONNX model on this machine; without options the package's detector of 80 things.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">Which model, and what is kept; null for the defaults.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static IImageTaggingBuilder AddOnnxTagger(this IImageTaggingBuilder builder, OnnxTaggerOptions? options = null) =>
        AddOnnx(
            builder,
            builder.AddProviderOptions<OnnxTaggerOptions>(
                (_, now) => options is null ? now : options with { },
                options => [.. options.Faults().Select(f => $"OnnxTagger: {f}.")]
            )
        );

    /// <summary>Adds a tagger that runs an ONNX model on this machine; without options the package's detector of 80 things.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddOnnxTagger(this IImageTaggingBuilder builder, Action<OnnxTaggerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddOnnxTagger((_, options) => configure(options));
    }

    /// <summary>Adds a tagger that runs an ONNX model on this machine; without options the package's detector of 80 things.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddOnnxTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, OnnxTaggerOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddOnnx(
            builder,
            builder.AddProviderOptions(configure, options => [.. options.Faults().Select(f => $"OnnxTagger: {f}.")])
        );
    }

    /// <summary>Adds the tagger that says everyday words with the package's three models, on this machine.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">How it tags, and what is kept; null for the defaults.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static IImageTaggingBuilder AddLocalTagger(this IImageTaggingBuilder builder, LocalTaggerOptions? options = null) =>
        AddLocal(
            builder,
            builder.AddProviderOptions<LocalTaggerOptions>(
                (_, now) => options is null ? now : options with { },
                options => [.. options.Faults().Select(f => $"LocalTagger: {f}.")]
            )
        );

    /// <summary>Adds the tagger that says everyday words with the package's three models, on this machine.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddLocalTagger(this IImageTaggingBuilder builder, Action<LocalTaggerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddLocalTagger((_, options) => configure(options));
    }

    /// <summary>Adds the tagger that says everyday words with the package's three models, on this machine.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddLocalTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, LocalTaggerOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddLocal(
            builder,
            builder.AddProviderOptions(configure, options => [.. options.Faults().Select(f => $"LocalTagger: {f}.")])
        );
    }

    /// <summary>Adds a tagger that says any list of words with a model of two towers that you have, on this machine.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">The model's card, the words, and what is kept.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static IImageTaggingBuilder AddTwoTowerTagger(this IImageTaggingBuilder builder, TwoTowerTaggerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AddTwoTower(
            builder,
            builder.AddProviderOptions<TwoTowerTaggerOptions>(
                (_, _) => options with { },
                options => [.. options.Faults().Select(f => $"TwoTowerTagger: {f}.")]
            )
        );
    }

    /// <summary>Adds a tagger that says any list of words with a model of two towers that you have, on this machine.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options; the card is to be set.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddTwoTowerTagger(
        this IImageTaggingBuilder builder,
        Action<TwoTowerTaggerOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddTwoTowerTagger((_, options) => configure(options));
    }

    /// <summary>Adds a tagger that says any list of words with a model of two towers that you have, on this machine.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand; the card is to be set.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddTwoTowerTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, TwoTowerTaggerOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddTwoTower(
            builder,
            builder.AddProviderOptions(configure, options => [.. options.Faults().Select(f => $"TwoTowerTagger: {f}.")])
        );
    }

    /// <summary>
    /// Lets the configuration name local models: <c>Taggers</c> with <c>Type</c> <c>local</c>, <c>onnx</c> or <c>two-tower</c>, and
    /// their options.
    /// </summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddOnnxSupport(this IImageTaggingBuilder builder) =>
        builder
            .AddConfiguredProvider<ITagger>(
                "local",
                (services, section) =>
                    Local(
                        services,
                        services.MakeProviderOptions<LocalTaggerOptions>(now => OnnxSections.Local(section, now, out _))
                    ),
                section =>
                {
                    var own = OnnxSections.Local(section, new(), out var faults).Faults();
                    return [.. faults, .. SectionReader.Placed(section, own)];
                }
            )
            .AddConfiguredProvider<ITagger>(
                "onnx",
                (services, section) =>
                    Onnx(
                        services,
                        services.MakeProviderOptions<OnnxTaggerOptions>(now => OnnxSections.Onnx(section, now, out _))
                    ),
                section =>
                {
                    var own = OnnxSections.Onnx(section, new(), out var faults).Faults();
                    return [.. faults, .. SectionReader.Placed(section, own)];
                }
            )
            .AddConfiguredProvider<ITagger>(
                "two-tower",
                (services, section) =>
                    TwoTower(
                        services,
                        services.MakeProviderOptions<TwoTowerTaggerOptions>(now => OnnxSections.TwoTower(section, now, out _))
                    ),
                section =>
                {
                    var own = OnnxSections.TwoTower(section, new(), out var faults).Faults();
                    return [.. faults, .. SectionReader.Placed(section, own)];
                }
            );

    private static IImageTaggingBuilder AddOnnx(
        IImageTaggingBuilder builder,
        Func<IServiceProvider, OnnxTaggerOptions> options
    ) => builder.AddTagger(services => Onnx(services, options(services)));

    private static IImageTaggingBuilder AddLocal(
        IImageTaggingBuilder builder,
        Func<IServiceProvider, LocalTaggerOptions> options
    ) => builder.AddTagger(services => Local(services, options(services)));

    private static IImageTaggingBuilder AddTwoTower(
        IImageTaggingBuilder builder,
        Func<IServiceProvider, TwoTowerTaggerOptions> options
    ) => builder.AddTagger(services => TwoTower(services, options(services)));

    private static TwoTowerTagger TwoTower(IServiceProvider services, TwoTowerTaggerOptions options) =>
        new(options, services.GetService<ILogger<VipsImageCodec>>(), services.GetService<TimeProvider>());

    private static OnnxTagger Onnx(IServiceProvider services, OnnxTaggerOptions options) =>
        new(options, services.GetService<ILogger<VipsImageCodec>>(), services.GetService<TimeProvider>());

    private static LocalTagger Local(IServiceProvider services, LocalTaggerOptions options) =>
        new(options, services.GetService<ILogger<VipsImageCodec>>(), services.GetService<TimeProvider>());
}
