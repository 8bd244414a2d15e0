using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Rekognition.Hosting;

/// <summary>Makes taggers from what a host registered.</summary>
internal static class RekognitionTaggers
{
    public delegate ITagger Make<in TOptions>(
        IRekognitionClient client,
        TOptions options,
        IImageCodec? codec,
        TimeProvider? time
    );

    public static Make<RekognitionLabelOptions> Labels { get; } =
        (client, options, codec, time) => new RekognitionLabelTagger(client, options, codec, time);

    public static Make<RekognitionCustomLabelsOptions> CustomLabels { get; } =
        (client, options, codec, time) => new RekognitionCustomLabelsTagger(client, options, codec, time);

    public static Make<RekognitionModerationOptions> Moderation { get; } =
        (client, options, codec, time) => new RekognitionModerationTagger(client, options, codec, time);

    public static Make<RekognitionTextOptions> Text { get; } =
        (client, options, codec, time) => new RekognitionTextTagger(client, options, codec, time);

    public static ITagger Create<TOptions>(IServiceProvider services, TOptions options, Make<TOptions> make)
        where TOptions : RekognitionTaggerOptions
    {
        var time = services.GetService<TimeProvider>();
        var codec = services.GetService<IImageCodec>();
        if (services.GetService<IRekognitionClient>() is { } hosts)
        {
            return make(hosts, options, codec, time);
        }

#pragma warning disable CA2000 // The tagger that owns it disposes it.
        var own = new RekognitionClient(options.Client, time, services.GetService<ILogger<RekognitionClient>>());
#pragma warning restore CA2000
        return new OwningTagger(make(own, options, codec, time), own);
    }

    /// <summary>A tagger whose client nobody else has.</summary>
    private sealed class OwningTagger(ITagger inner, RekognitionClient client) : DelegatingTagger(inner)
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync().ConfigureAwait(false);
            client.Dispose();
        }
    }
}
