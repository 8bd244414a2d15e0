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

    // Whoever makes it without a host, which tells all faults at its start, is told here.
    public T Create(IServiceProvider services, IConfigurationSection section) =>
        Validate(section) is { Count: > 0 } faults
            ? throw new ImageTaggingException(string.Join(' ', faults)) { Code = ErrorCodes.InvalidOptions }
            : create(services, section);
}
