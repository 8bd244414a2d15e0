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
    public static IImageTaggingBuilder AddFolderSource(
        this IImageTaggingBuilder builder,
        string path,
        FolderSourceOptions? options = null
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.AddSource(_ => new FolderImageSource(path, options));
    }
}
