using Amazon.S3;
using ImageTagging.S3;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Adds Amazon S3 to a host's image tagging.</summary>
public static class S3BuilderExtensions
{
    /// <summary>
    /// Adds a bucket as a source. An <see cref="IAmazonS3"/> that the host registered is used, and never disposed, unless the
    /// options name a region or an address of their own. May be called several times, for several buckets.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ImageTaggingException">The options are faulty; thrown when the host makes the source.</exception>
    public static IImageTaggingBuilder AddS3Source(
        this IImageTaggingBuilder builder,
        string bucket,
        Action<S3SourceOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new S3SourceOptions { Bucket = bucket };
        configure?.Invoke(options);
        return builder.AddS3Support().AddSource(services => Create(services, options));
    }

    /// <summary>Lets the configuration name sources of the type <c>s3</c>, their members those of <see cref="S3SourceOptions"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddS3Support(this IImageTaggingBuilder builder) =>
        builder.AddConfiguredProvider<IImageSource>(
            "s3",
            (services, section) =>
            {
                var options = S3Section.Read(section, out var faults);
                return faults.Count == 0
                    ? Create(services, options)
                    : throw new ImageTaggingException(string.Join(' ', faults)) { Code = ErrorCodes.InvalidOptions };
            },
            section =>
            {
                var options = S3Section.Read(section, out var faults);
                return [.. faults, .. options.Validate()];
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
