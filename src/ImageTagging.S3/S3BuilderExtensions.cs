using Amazon.S3;
using ImageTagging.S3;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Adds Amazon S3 to a host's image tagging.</summary>
/// <remarks>
/// An <see cref="IAmazonS3"/> that the host registered is used, and never disposed, unless the options name a region or an address of
/// their own. Each call may be repeated, for several buckets. Faulty options are reported when the host starts.
/// </remarks>
public static class S3BuilderExtensions
{
    /// <summary>Adds a bucket as a source.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="configure">Changes the options; null to keep the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddS3Source(
        this IImageTaggingBuilder builder,
        string bucket,
        Action<S3SourceOptions>? configure = null
    ) => builder.AddS3Source(bucket, (_, options) => configure?.Invoke(options));

    /// <summary>Adds a bucket as a source.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddS3Source(
        this IImageTaggingBuilder builder,
        string bucket,
        Action<IServiceProvider, S3SourceOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(builder);
        var made = builder.AddProviderOptions<S3SourceOptions>(
            (services, options) =>
            {
                options.Bucket = bucket;
                configure(services, options);
                return options;
            },
            static options => options.Validate()
        );
        return builder.AddS3Support().AddSource(services => Create(services, made(services)));
    }

    /// <summary>Lets the configuration name sources of the type <c>s3</c>, their members those of <see cref="S3SourceOptions"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddS3Support(this IImageTaggingBuilder builder) =>
        builder.AddConfiguredProvider<IImageSource>(
            "s3",
            (services, section) =>
                Create(services, services.MakeProviderOptions<S3SourceOptions>(now => S3Section.Read(section, now, out _))),
            section =>
            {
                var options = S3Section.Read(section, new(), out var faults);
                return [.. faults, .. options.Faults().Select(f => $"{section.Path}:{f.Option}: {f.Sentence}")];
            }
        );

    private static S3ImageSource Create(IServiceProvider services, S3SourceOptions options)
    {
        var time = services.GetService<TimeProvider>();
        return options.Region is null && options.ServiceUrl is null && services.GetService<IAmazonS3>() is { } client
            ? new S3ImageSource(client, options, time)
            : new S3ImageSource(options, time);
    }
}
