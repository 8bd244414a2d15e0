using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace ImageTagging.Hosting;

/// <summary>A section that remembers which of its members were asked for, so that a name which nobody knows is reported instead of ignored.</summary>
internal sealed class ReadSection(IConfigurationSection section) : IConfigurationSection
{
    private readonly SortedDictionary<string, ReadSection> _read = new(StringComparer.OrdinalIgnoreCase);
    private bool _isReadWhole;

    public string Key => section.Key;

    public string Path => section.Path;

    public string? Value
    {
        get => section.Value;
        set => section.Value = value;
    }

    public string? this[string key]
    {
        get => GetSection(key).Value;
        set => section[key] = value;
    }

    public IConfigurationSection GetSection(string key)
    {
        var colon = key.IndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
        var first = colon < 0 ? key : key[..colon];
        if (!_read.TryGetValue(first, out var child))
        {
            _read[first] = child = new(section.GetSection(first));
        }

        return colon < 0 ? child : child.GetSection(key[(colon + 1)..]);
    }

    // Whoever walks through all, as through a list, knows all.
    public IEnumerable<IConfigurationSection> GetChildren()
    {
        _isReadWhole = true;
        return section.GetChildren();
    }

    public IChangeToken GetReloadToken() => section.GetReloadToken();

    /// <summary>A sentence for each member that was not asked for.</summary>
    public IEnumerable<string> Unread() =>
        _isReadWhole
            ? []
            : section
                .GetChildren()
                .SelectMany(child =>
                    _read.TryGetValue(child.Key, out var read)
                        ? (read._read.Count > 0 ? read.Unread() : [])
                        : [$"{child.Path} is no setting; known here are {string.Join(", ", _read.Keys)}."]
                );
}
