using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Hosting;

/// <summary>A host's services as one of its several image taggings sees them: what is registered under its key first, then what all share.</summary>
internal sealed class KeyedServices(IServiceProvider services, string key) : IKeyedServiceProvider
{
    // What one works on is never another's.
    private static readonly HashSet<Type> s_own =
    [
        typeof(IImageTaggingPipeline),
        typeof(ImageTaggingPipeline),
        typeof(IImageSearch),
        typeof(ImageSearch),
        typeof(ITagCurator),
        typeof(ITagTeacher),
        typeof(ITagIndex),
        typeof(IEnumerable<IImageSource>),
        typeof(IEnumerable<ITagger>),
        typeof(IEnumerable<Budget>),
    ];

    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType == typeof(IServiceProvider))
        {
            return this;
        }

        if (s_own.Contains(serviceType))
        {
            return GetKeyedService(serviceType, key);
        }

        var own = GetKeyedService(serviceType, key);
        // All that there are under a key where nobody registered any.
        return own is null or Array { Length: 0 } ? services.GetService(serviceType) : own;
    }

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        ((IKeyedServiceProvider)services).GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        ((IKeyedServiceProvider)services).GetRequiredKeyedService(serviceType, serviceKey);
}
