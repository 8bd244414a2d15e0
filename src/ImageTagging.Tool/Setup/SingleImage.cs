using ImageTagging.Indexing;

namespace ImageTagging.Tool.Setup;

/// <summary>One picture by its path or address.</summary>
internal static class SingleImage
{
    public static async Task<(IImageSource Source, ImageListing Listing)> OpenAsync(
        string given,
        SourceSettings settings,
        CancellationToken cancellationToken
    )
    {
        IImageSource source;
        string key;
        if (given.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            var (root, named) =
                SourceLocation.SplitObject(given)
                ?? throw new ImageTaggingException($"'{given}' names no object; write s3://bucket/key.") { Code = "Usage" };
            key = named;
            source = SourceLocation.Open(root, settings with { IncludeHidden = true, Exclude = [] });
        }
        else
        {
            var path = Path.GetFullPath(
                Uri.TryCreate(given, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : given
            );
            if (Directory.Exists(path))
            {
                throw new ImageTaggingException($"'{given}' is a folder; 'imagetag index' takes folders.") { Code = "Usage" };
            }

            path = TypedNames.Path(path);
            key = Path.GetFileName(path);
            source = new FolderImageSource(
                Path.GetDirectoryName(path)!,
                new()
                {
                    Suffixes = [],
                    IncludeHidden = true,
                    IgnoreFile = null,
                }
            );
        }

        ImageListing? listing = null;
        foreach (var form in NameForms.Of(key))
        {
            listing ??= await source.FindAsync(form, cancellationToken).ConfigureAwait(false);
        }

        if (listing is null)
        {
            (source as IDisposable)?.Dispose();
            throw new ImageTaggingException(Reason(given, source, key)) { Kind = FailureKind.Gone, Code = "NotFound" };
        }

        return (source, listing);
    }

    private static string Reason(string given, IImageSource source, string key)
    {
        var path = source is FolderImageSource folder ? Path.Join(folder.Folder, key) : null;
        if (path is null || !(File.Exists(path) || new FileInfo(path).LinkTarget is not null))
        {
            return $"There is no picture '{given}'.";
        }

        return new FileInfo(path).LinkTarget is { } target
            ? $"'{given}' is a link, and links are not followed; name '{target}'."
            : $"'{given}' is no regular file, so it is not opened.";
    }
}
