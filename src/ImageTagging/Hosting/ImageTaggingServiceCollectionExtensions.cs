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
    /// <see cref="FailedImages"/> as singletons. What was said wrong is told when the host starts, all of it at
    /// once, as an <see cref="OptionsValidationException"/>.
    /// </remarks>
    public static IImageTaggingBuilder AddImageTagging(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new ImageTaggingBuilder(services);
        services.AddOptions<HostSettings>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostSettings>, HostSettingsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Vocabulary.Empty);
        services.TryAddSingleton(s => new ImageSearch(
            s.GetRequiredService<ITagIndex>(),
            s.GetRequiredService<TimeProvider>(),
            new() { Vocabulary = s.GetRequiredService<Vocabulary>(), Meaning = s.GetService<IWordMeaning>() }
        ));
        services.TryAddSingleton<IImageSearch>(s => s.GetRequiredService<ImageSearch>());
        services.TryAddSingleton<IImageTaggingPipeline>(s => s.GetRequiredService<ImageTaggingPipeline>());
        services.TryAddSingleton<ITagCurator>(s => new TagCurator(
            s.GetRequiredService<ITagIndex>(),
            s.GetRequiredService<Vocabulary>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetService<ILogger<TagCurator>>()
        ));
        services.TryAddSingleton<ITagTeacher>(s => new TagTeacher(
            s.GetRequiredService<ITagIndex>(),
            s.GetRequiredService<Vocabulary>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(s => new FailedImages(s.GetRequiredService<ITagIndex>(), s.GetRequiredService<TimeProvider>()));
        if (!services.Any(d => d.ServiceType == typeof(ImageTaggingPipeline)))
        {
            services.AddSingleton(HostPipeline.Create);
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
