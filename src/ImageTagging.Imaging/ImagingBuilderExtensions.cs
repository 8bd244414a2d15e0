using ImageTagging.Imaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging;

/// <summary>Adds decoding and encoding of pictures to a host.</summary>
public static class ImagingBuilderExtensions
{
    /// <summary>Uses libvips wherever a picture has to be converted, resized or shown small, instead of any codec said before.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseImaging(this IImageTaggingBuilder builder, ImagingOptions? options = null) =>
        builder.UseCodec(services => new VipsImageCodec(
            options,
            services.GetService<ILogger<VipsImageCodec>>(),
            services.GetService<TimeProvider>()
        ));
}
