using ImageTagging.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Hosting;

/// <summary>Puts the search of a host together.</summary>
internal static class HostSearch
{
    public static ImageSearch Create(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var options = services.GetService<ImageSearchOptions>() ?? new();
        return new(
            new TimedIndex(services.GetRequiredService<ITagIndex>(), time),
            time,
            options with
            {
                Vocabulary = services.GetRequiredService<Vocabulary>(),
            }
        );
    }
}
