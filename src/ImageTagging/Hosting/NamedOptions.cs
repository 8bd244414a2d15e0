using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>Options of a name, for what asks for options without one.</summary>
internal sealed class NamedOptions<T>(IOptionsMonitor<T> monitor, string name) : IOptions<T>
    where T : class
{
    public T Value => monitor.Get(name);
}
