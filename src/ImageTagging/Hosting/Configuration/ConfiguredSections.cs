using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Hosting;

/// <summary>Finds the provider that a section's <c>Type</c> names, among those the host's packages registered.</summary>
internal static class ConfiguredSections
{
    public static T Create<T>(IServiceProvider services, IConfigurationSection section)
        where T : class =>
        Find<T>(services, section)?.Create(services, section)
        ?? throw new ImageTaggingException(string.Join(' ', Faults<T>(services, section))) { Code = ErrorCodes.InvalidOptions };

    public static IEnumerable<string> Faults<T>(IServiceProvider services, IConfigurationSection section)
        where T : class
    {
        if (Find<T>(services, section) is { } provider)
        {
            return provider.Validate(section);
        }

        var known = string.Join(
            ", ",
            services.GetServices<IConfiguredProvider<T>>().Select(p => p.Type).Distinct(StringComparer.OrdinalIgnoreCase).Order()
        );
        var hint = known.Length == 0 ? "no package registered any" : $"known are {known}";
        return
        [
            string.IsNullOrWhiteSpace(section["Type"])
                ? $"{section.Path}:Type is missing; {hint}."
                : $"{section.Path}:Type is '{section["Type"]}'; {hint}. Another package's types are known once its Add…Support() was called.",
        ];
    }

    private static IConfiguredProvider<T>? Find<T>(IServiceProvider services, IConfigurationSection section)
        where T : class =>
        services
            .GetServices<IConfiguredProvider<T>>()
            .LastOrDefault(p => string.Equals(p.Type, section["Type"], StringComparison.OrdinalIgnoreCase));
}
