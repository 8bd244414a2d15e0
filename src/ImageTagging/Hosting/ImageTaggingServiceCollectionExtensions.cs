using ImageTagging;
using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds image tagging and search to a host.</summary>
public static class ImageTaggingServiceCollectionExtensions
{
    /// <summary>
    /// Adds image tagging; what it works on is said on the builder that comes back. A host that only searches needs an index alone.
    /// May be repeated.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Registers <see cref="IImageTaggingPipeline"/>, <see cref="IImageSearch"/>, <see cref="ITagCurator"/>, <see cref="ITagTeacher"/> and
    /// <see cref="FailedImages"/> as singletons. What was said wrong is reported when the host starts, all of it at
    /// once, as an <see cref="OptionsValidationException"/>.
    /// </remarks>
    public static IImageTaggingBuilder AddImageTagging(this IServiceCollection services) => Add(services, null);

    /// <summary>
    /// Adds one of several image taggings of a host, each with its own sources, taggers, index, search and pipeline, as keyed services:
    /// <c>[FromKeyedServices("archive")] IImageSearch search</c>. Clients, codecs and clocks that have no such key are shared by all.
    /// May be repeated.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="serviceKey">The key, such as <c>archive</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    /// <remarks>Registers under the key what <see cref="AddImageTagging(IServiceCollection)"/> registers without one.</remarks>
    public static IImageTaggingBuilder AddImageTagging(this IServiceCollection services, string serviceKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(serviceKey);
        return Add(services, serviceKey);
    }

    /// <summary>Adds one of several image taggings of a host as a configuration says: see the other methods of the name.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="serviceKey">The key, such as <c>archive</c>.</param>
    /// <param name="configuration">The section of this one, such as <c>configuration.GetSection("Archive")</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static IImageTaggingBuilder AddImageTagging(
        this IServiceCollection services,
        string serviceKey,
        IConfiguration configuration
    )
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = services.AddImageTagging(serviceKey);
        HostConfiguration.Bind(builder, configuration);
        return builder;
    }

    private static ImageTaggingBuilder Add(IServiceCollection services, string? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new ImageTaggingBuilder(services, serviceKey);
        var isFirst = services.All(d => d.ServiceType != typeof(ImageTaggingPipeline));
        services.AddOptions<HostSettings>(builder.SettingsName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostSettings>, HostSettingsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        builder.AddOptionsNamed<PipelineOptions>(builder.SettingsName, static (_, now) => now);
        builder.TryAppend(_ => Vocabulary.Empty);
        builder.TryAppend(s => new ImageSearch(
            s.GetRequiredService<ITagIndex>(),
            s.GetRequiredService<TimeProvider>(),
            new() { Vocabulary = s.GetRequiredService<Vocabulary>(), Meaning = s.GetService<IWordMeaning>() }
        ));
        builder.TryAppend<IImageSearch>(s => s.GetRequiredService<ImageSearch>());
        builder.TryAppend<IImageTaggingPipeline>(s => s.GetRequiredService<ImageTaggingPipeline>());
        builder.TryAppend<ITagCurator>(s => new TagCurator(
            s.GetRequiredService<ITagIndex>(),
            s.GetRequiredService<Vocabulary>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetService<ILogger<TagCurator>>()
        ));
        builder.TryAppend<ITagTeacher>(s => new TagTeacher(
            s.GetRequiredService<ITagIndex>(),
            s.GetRequiredService<Vocabulary>(),
            s.GetRequiredService<TimeProvider>()
        ));
        builder.TryAppend(s => new FailedImages(s.GetRequiredService<ITagIndex>(), s.GetRequiredService<TimeProvider>()));
        builder.TryAppend(s => HostPipeline.Create(s, builder.SettingsName));
        if (isFirst)
        {
            BuiltInProviders.Add(builder);
        }

        return builder;
    }

    /// <summary>
    /// Adds image tagging as a configuration says: its section <c>ImageTagging</c> where there is one, else the given section itself.
    /// See <c>docs/hosting.md</c> for the settings. May be repeated, and mixed with calls on the builder.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration, or a section of it.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddImageTagging(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = services.AddImageTagging();
        HostConfiguration.Bind(builder, configuration);
        return builder;
    }
}
