using Microsoft.Extensions.Configuration;

namespace ImageTagging.Hosting;

/// <summary>A configured provider made of two functions.</summary>
internal sealed class ConfiguredProvider<T>(
    string type,
    Func<IServiceProvider, IConfigurationSection, T> create,
    Func<IConfigurationSection, IReadOnlyList<string>>? validate
) : IConfiguredProvider<T>
    where T : class
{
    public string Type => type;

    public IReadOnlyList<string> Validate(IConfigurationSection section)
    {
        if (validate is null)
        {
            return [];
        }

        // What the provider does not ask for is no setting of it.
        var read = new ReadSection(section);
        _ = read["Type"];
        return [.. validate(read), .. read.Unread()];
    }

    public T Create(IServiceProvider services, IConfigurationSection section) => create(services, section);
}
