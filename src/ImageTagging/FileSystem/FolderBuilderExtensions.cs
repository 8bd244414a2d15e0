using System.Runtime.CompilerServices;

namespace ImageTagging;

/// <summary>Adds folders to a host's sources.</summary>
public static class FolderBuilderExtensions
{
    /// <summary>Adds a folder of pictures.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="path">The folder; links in the path are resolved.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    [OverloadResolutionPriority(1)]
    public static IImageTaggingBuilder AddFolderSource(
        this IImageTaggingBuilder builder,
        string path,
        FolderSourceOptions? options = null
    ) =>
        Add(builder, path, builder.AddProviderOptions<FolderSourceOptions>((_, now) => options is null ? now : options with { }));

    /// <summary>Adds a folder of pictures.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="path">The folder; links in the path are resolved.</param>
    /// <param name="configure">Changes how it is read.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static IImageTaggingBuilder AddFolderSource(
        this IImageTaggingBuilder builder,
        string path,
        Action<FolderSourceOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddFolderSource(path, (_, options) => configure(options));
    }

    /// <summary>Adds a folder of pictures.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="path">The folder; links in the path are resolved.</param>
    /// <param name="configure">Changes how it is read, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static IImageTaggingBuilder AddFolderSource(
        this IImageTaggingBuilder builder,
        string path,
        Action<IServiceProvider, FolderSourceOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, path, builder.AddProviderOptions(configure));
    }

    private static IImageTaggingBuilder Add(
        IImageTaggingBuilder builder,
        string path,
        Func<IServiceProvider, FolderSourceOptions> options
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.AddSource(services => new FolderImageSource(path, options(services)));
    }
}
