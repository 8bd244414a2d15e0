using System.Runtime.CompilerServices;
using ImageTagging.Hosting;
using ImageTagging.Imaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>Adds decoding and encoding of pictures to a host, and makes it known to its configuration.</summary>
public static class ImagingBuilderExtensions
{
    /// <summary>Uses libvips wherever a picture has to be converted, resized or shown small, instead of any codec said before.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static IImageTaggingBuilder UseImaging(this IImageTaggingBuilder builder, ImagingOptions? options = null) =>
        Use(builder, builder.AddProviderOptions<ImagingOptions>((_, now) => options is null ? now : options with { }, Faults));

    /// <summary>Uses libvips wherever a picture has to be converted, resized or shown small, instead of any codec said before.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseImaging(this IImageTaggingBuilder builder, Action<ImagingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseImaging((_, options) => configure(options));
    }

    /// <summary>Uses libvips wherever a picture has to be converted, resized or shown small, instead of any codec said before.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseImaging(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, ImagingOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Use(builder, builder.AddProviderOptions(configure, Faults));
    }

    /// <summary>Lets the configuration name this codec: <c>Codec</c> with <c>Type</c> <c>vips</c>, and the options.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddImagingSupport(this IImageTaggingBuilder builder) =>
        builder.AddConfiguredProvider<IImageCodec>(
            "vips",
            (services, section) =>
                Codec(services, services.MakeProviderOptions<ImagingOptions>(now => Read(section, now, out _))),
            section =>
            {
                var options = Read(section, new(), out var faults);
                return [.. faults, .. SectionReader.Placed(section, options.Validate())];
            }
        );

    private static IImageTaggingBuilder Use(IImageTaggingBuilder builder, Func<IServiceProvider, ImagingOptions> options) =>
        builder.UseCodec(services => Codec(services, options(services)));

    private static VipsImageCodec Codec(IServiceProvider services, ImagingOptions options) =>
        new(options, services.GetService<ILogger<VipsImageCodec>>(), services.GetService<TimeProvider>());

    private static IReadOnlyList<string> Faults(ImagingOptions options) => [.. options.Validate().Select(f => $"Imaging: {f}.")];

    private static ImagingOptions Read(IConfigurationSection section, ImagingOptions options, out IReadOnlyList<string> faults)
    {
        var reader = new SectionReader(section);
        options = options with
        {
            MaxBytes = reader.Long("MaxBytes") ?? options.MaxBytes,
            MaxPixels = reader.Long("MaxPixels") ?? options.MaxPixels,
            MaxMemory = reader.Long("MaxMemory") ?? options.MaxMemory,
            Timeout = reader.Span("Timeout") ?? options.Timeout,
            Ffmpeg = reader.Text("Ffmpeg") ?? options.Ffmpeg,
        };
        faults = reader.End();
        return options;
    }
}
