using ImageTagging.Imaging;
using ImageTagging.Onnx;
using ImageTagging.Onnx.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>Adds local models to a host.</summary>
public static class OnnxBuilderExtensions
{
    /// <summary>Adds a tagger that runs an ONNX model on this machine; without options the package's detector of 80 things.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">Which model, and what is kept; null for the package's own detector.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddOnnxTagger(this IImageTaggingBuilder builder, OnnxTaggerOptions? options = null) =>
        builder.AddTagger(services => new OnnxTagger(
            options,
            services.GetService<ILogger<VipsImageCodec>>(),
            services.GetService<TimeProvider>()
        ));

    /// <summary>Adds the tagger that says everyday words with the package's three models, on this machine.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">How it tags, and what is kept; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddLocalTagger(this IImageTaggingBuilder builder, LocalTaggerOptions? options = null) =>
        builder.AddTagger(services => new LocalTagger(
            options,
            services.GetService<ILogger<VipsImageCodec>>(),
            services.GetService<TimeProvider>()
        ));

    /// <summary>Lets the configuration name local models: <c>Taggers</c> with <c>Type</c> <c>local</c> or <c>onnx</c>, and their options.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddOnnxSupport(this IImageTaggingBuilder builder) =>
        builder
            .AddConfiguredProvider<ITagger>(
                "local",
                (services, section) =>
                    new LocalTagger(
                        OnnxSections.Local(section, out _),
                        services.GetService<ILogger<VipsImageCodec>>(),
                        services.GetService<TimeProvider>()
                    ),
                section => Faults(section, OnnxSections.Local(section, out var faults).Faults(), faults)
            )
            .AddConfiguredProvider<ITagger>(
                "onnx",
                (services, section) =>
                    new OnnxTagger(
                        OnnxSections.Onnx(section, out _),
                        services.GetService<ILogger<VipsImageCodec>>(),
                        services.GetService<TimeProvider>()
                    ),
                section => Faults(section, OnnxSections.Onnx(section, out var faults).Faults(), faults)
            );

    private static IReadOnlyList<string> Faults(
        IConfigurationSection section,
        IReadOnlyList<string> own,
        IReadOnlyList<string> read
    ) => [.. read, .. own.Select(f => $"{section.Path}: {f}.")];
}
