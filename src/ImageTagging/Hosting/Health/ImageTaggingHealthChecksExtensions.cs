using ImageTagging.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Adds health checks.</summary>
public static class ImageTaggingHealthChecksExtensions
{
    /// <summary>The name of the check that asks the index.</summary>
    public const string IndexCheck = "imagetagging.index";

    /// <summary>The name of the check that looks at the last run.</summary>
    public const string LastRunCheck = "imagetagging.last_run";

    /// <summary>
    /// Adds two health checks: whether the index answers, and how the last run on it ended and how long ago, whichever process made it.
    /// May be repeated; the later age counts. Those of an image tagging with a key have it in their names: <c>imagetagging.index.KEY</c>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="lastRunMaxAge">How old the last run may be before its check is degraded; null for any age.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddHealthChecks(this IImageTaggingBuilder builder, TimeSpan? lastRunMaxAge = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<HostSettings>(builder.SettingsName, settings => settings.LastRunMaxAge = lastRunMaxAge);
        if (!builder.Has<HealthChecksAdded>())
        {
            builder.Append(new HealthChecksAdded());
            var key = builder.ServiceKey is { } one ? "." + one : "";
            builder
                .Services.AddHealthChecks()
                .Add(new(IndexCheck + key, services => new IndexHealthCheck(Index(services)), null, null))
                .Add(
                    new(
                        LastRunCheck + key,
                        services => new LastRunHealthCheck(
                            Index(services),
                            builder.SettingsOf(services),
                            services.GetRequiredService<TimeProvider>()
                        ),
                        null,
                        null
                    )
                );
        }

        return builder;

        ITagIndex Index(IServiceProvider services) => builder.Of(services).GetRequiredService<ITagIndex>();
    }

    // A name may be registered once only.
    private sealed class HealthChecksAdded;
}
