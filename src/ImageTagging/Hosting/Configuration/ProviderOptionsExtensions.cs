using ImageTagging.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ImageTagging;

/// <summary>Gives the options of provider packages the ways of a host: <c>IOptions</c>, <c>Configure</c>, <c>PostConfigure</c>, validation at the start.</summary>
public static class ProviderOptionsExtensions
{
    /// <summary>
    /// Says what one provider's options are. The host's <c>Configure&lt;T&gt;</c> comes before and its <c>PostConfigure&lt;T&gt;</c>
    /// after it, for every provider of the kind; <c>IOptions&lt;T&gt;</c> shows the options of the first.
    /// </summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="make">Gets the options as <c>Configure</c> made them, answers those that are meant: the same, changed, or others.</param>
    /// <param name="validate">A sentence for each fault, reported with all others when the host starts; null where nothing can be wrong.</param>
    /// <returns>What gives the options, for the factory that makes the provider.</returns>
    public static Func<IServiceProvider, T> AddProviderOptions<T>(
        this IImageTaggingBuilder builder,
        Func<IServiceProvider, T, T> make,
        Func<T, IReadOnlyList<string>>? validate = null
    )
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(make);
        var calls = builder.Services.Count(d => d.ServiceType == typeof(ProviderOptions<T>) && !d.IsKeyedService);
        var name = calls == 0 ? Options.DefaultName : string.Create(null, $"{calls + 1}");
        builder.AddOptionsNamed(name, make, validate);
        builder.Services.Configure<HostSettings>(
            builder.SettingsName,
            settings => settings.SectionChecks.Add(services => Faults(services, name))
        );
        return services => services.GetRequiredService<IOptionsMonitor<T>>().Get(name);

        static IEnumerable<string> Faults(IServiceProvider services, string name)
        {
            try
            {
                services.GetRequiredService<IOptionsMonitor<T>>().Get(name);
                return [];
            }
            catch (OptionsValidationException fault)
            {
                return fault.Failures;
            }
        }
    }

    /// <summary>
    /// Says what one provider's options are. The host's <c>Configure&lt;T&gt;</c> comes before and its <c>PostConfigure&lt;T&gt;</c>
    /// after it, for every provider of the kind; <c>IOptions&lt;T&gt;</c> shows the options of the first.
    /// </summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options as <c>Configure</c> made them, with the host's services at hand; null to keep them.</param>
    /// <param name="validate">A sentence for each fault, reported with all others when the host starts; null where nothing can be wrong.</param>
    /// <returns>What gives the options, for the factory that makes the provider.</returns>
    public static Func<IServiceProvider, T> AddProviderOptions<T>(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, T>? configure,
        Func<T, IReadOnlyList<string>>? validate = null
    )
        where T : class, new() =>
        builder.AddProviderOptions<T>(
            (services, options) =>
            {
                configure?.Invoke(services, options);
                return options;
            },
            validate
        );

    /// <summary>
    /// Makes the options of a provider that a section of the configuration describes: as the host's <c>Configure&lt;T&gt;</c> has them,
    /// then as the section says, then as the host's <c>PostConfigure&lt;T&gt;</c> has them.
    /// </summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="read">Gets the options so far, answers them as the section says.</param>
    /// <returns>The options.</returns>
    public static T MakeProviderOptions<T>(this IServiceProvider services, Func<T, T> read)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(read);
        return new ProviderOptionsFactory<T>(
            services,
            [],
            services.GetServices<IConfigureOptions<T>>(),
            services.GetServices<IPostConfigureOptions<T>>(),
            []
        ).Make(new(), read);
    }

    internal static void AddOptionsNamed<T>(
        this IImageTaggingBuilder builder,
        string name,
        Func<IServiceProvider, T, T> make,
        Func<T, IReadOnlyList<string>>? validate = null
    )
        where T : class, new()
    {
        builder.Services.AddOptions();
        builder.Services.TryAddSingleton<IOptionsFactory<T>, ProviderOptionsFactory<T>>();
        builder.Services.AddSingleton(new ProviderOptions<T>(name, (services, now) => make(builder.Of(services), now), validate));
    }
}
