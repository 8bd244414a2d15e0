using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>Puts the pipeline of a host together.</summary>
internal static class HostPipeline
{
    public static ImageTaggingPipeline Create(IServiceProvider services, string name)
    {
        var settings = services.GetRequiredService<IOptionsMonitor<HostSettings>>().Get(name);
        var builder = ImageTaggingPipeline
            .CreateBuilder()
            .IndexInto(services.GetRequiredService<ITagIndex>())
            .UseVocabulary(services.GetRequiredService<Vocabulary>())
            .UseBudgets([.. services.GetServices<Budget>()])
            .UseTimeProvider(services.GetRequiredService<TimeProvider>())
            .UseLoggerFactory(services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)
            .Configure(services.GetRequiredService<IOptionsMonitor<PipelineOptions>>().Get(name));
        if (services.GetService<IImageCodec>() is { } codec)
        {
            builder.UseCodec(codec);
        }

        foreach (var source in services.GetServices<IImageSource>())
        {
            builder.From(source);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tagger in services.GetServices<ITagger>())
        {
            ComponentChecks.ThrowIf(ComponentChecks.FaultOf(tagger));
            names.Add(tagger.Info.Name);
            builder.TagWith(tagger);
        }

        foreach (var (tagger, calls) in settings.Calls)
        {
            if (!names.Contains(tagger))
            {
                throw new ImageTaggingException(
                    $"Calls are configured for a tagger '{tagger}'; the host's taggers are {string.Join(", ", names.Order())}."
                )
                {
                    Code = ErrorCodes.InvalidOptions,
                };
            }

            builder.ConfigureCalls(tagger, calls);
        }

        return builder.Build();
    }
}
