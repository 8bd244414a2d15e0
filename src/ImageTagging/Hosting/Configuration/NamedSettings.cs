using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>The settings of one of a host's image taggings, for what asks for settings without a name.</summary>
internal sealed class NamedSettings(IOptionsMonitor<HostSettings> monitor, string name) : IOptions<HostSettings>
{
    public HostSettings Value => monitor.Get(name);
}
