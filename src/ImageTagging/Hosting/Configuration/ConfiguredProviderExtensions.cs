using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Lets provider packages be named in the configuration.</summary>
public static class ConfiguredProviderExtensions
{
    /// <summary>
    /// Makes a <c>Type</c> known to <c>AddImageTagging(IConfiguration)</c>, before or after that call: sections of
    /// <c>Sources</c> (<see cref="IImageSource"/>), <c>Taggers</c> (<see cref="ITagger"/>), <c>Index</c> (<see cref="ITagIndex"/>) and
    /// <c>Codec</c> (<see cref="IImageCodec"/>) whose <c>Type</c> is this one are made by <paramref name="create"/>.
    /// </summary>
    /// <typeparam name="T">What is made: one of those four interfaces.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The value of <c>Type</c>, such as <c>s3</c>; case does not matter. Said again, the later one counts.</param>
    /// <param name="create">Makes the instance, once a section and host; the container disposes it.</param>
    /// <param name="validate">A section's faults, one sentence each, reported all at once when the host starts; no I/O.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="type"/> is empty.</exception>
    public static IImageTaggingBuilder AddConfiguredProvider<T>(
        this IImageTaggingBuilder builder,
        string type,
        Func<IServiceProvider, IConfigurationSection, T> create,
        Func<IConfigurationSection, IReadOnlyList<string>>? validate = null
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton<IConfiguredProvider<T>>(new ConfiguredProvider<T>(type, create, validate));
        return builder;
    }
}
