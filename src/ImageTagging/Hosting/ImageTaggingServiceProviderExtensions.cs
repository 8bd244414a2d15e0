using ImageTagging.Hosting;

namespace ImageTagging;

/// <summary>A host's services as one of its several image taggings sees them.</summary>
public static class ImageTaggingServiceProviderExtensions
{
    /// <summary>Gives what is registered under an image tagging's key first, then what all share.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="key">The key that <c>AddImageTagging</c> was given; null for the one without a key.</param>
    /// <returns>The services; the host's own where there is no key.</returns>
    public static IServiceProvider OfImageTagging(this IServiceProvider services, string? key)
    {
        ArgumentNullException.ThrowIfNull(services);
        return key is null ? services : new KeyedServices(services, key);
    }
}
