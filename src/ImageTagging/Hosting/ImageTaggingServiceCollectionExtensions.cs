using ImageTagging;
using ImageTagging.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds image tagging and search to a host.</summary>
public static class ImageTaggingServiceCollectionExtensions
{
    /// <summary>Adds image tagging; what it works on is said on the builder that comes back. May be repeated.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddImageTagging(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new ImageTaggingBuilder(services);
    }
}
