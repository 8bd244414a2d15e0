using ImageTagging.Imaging;
using ImageTagging.Indexing;
using ImageTagging.S3;

namespace ImageTagging.Tool.Setup;

/// <summary>From what a person writes (a folder, <c>s3://bucket/prefix</c>) to a source.</summary>
internal static class SourceLocation
{
    /// <summary>The source that somebody typed: its prefix in the form in which the bucket has it.</summary>
    public static async ValueTask<IImageSource> OpenAsync(
        string given,
        SourceSettings settings,
        CancellationToken cancellationToken
    )
    {
        var source = Open(given, settings);
        if (source is FolderImageSource || NameForms.Of(given) is not { Count: > 1 } forms)
        {
            return source;
        }

        foreach (var form in forms)
        {
            var other = Open(form, settings);
            if (await TypedNames.HasAnyAsync(other, KeyRange.All, cancellationToken).ConfigureAwait(false))
            {
                (source as IDisposable)?.Dispose();
                return other;
            }

            (other as IDisposable)?.Dispose();
        }

        return source;
    }

    public static IImageSource Open(string given, SourceSettings settings)
    {
        if (given.AsSpan().Trim().Length == 0)
        {
            throw new ImageTaggingException("A source is empty text; name a folder, or s3://bucket/prefix.") { Code = "Usage" };
        }

        if (!given.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            if (given.Contains("://", StringComparison.Ordinal) && !Directory.Exists(given))
            {
                throw new ImageTaggingException($"'{given}' is no source; name a folder, or s3://bucket/prefix.")
                {
                    Code = "Usage",
                };
            }

            return new FolderImageSource(
                TypedNames.Path(given),
                new FolderSourceOptions
                {
                    AllowEmpty = settings.AllowEmpty,
                    MountPoints = settings.MountPoints,
                    Exclude = settings.Exclude,
                    IncludeHidden = settings.IncludeHidden,
                    Suffixes =
                    [
                        .. ImageScope.PictureSuffixes,
                        .. settings.Videos ?? VideoPosters.AreMade() ? VideoPosters.Suffixes : [],
                    ],
                }
            );
        }

        var options = S3SourceOptions.FromLocation(given);
        options.IncludeHidden = settings.IncludeHidden;
        options.Region = settings.Region;
        options.ServiceUrl = settings.S3Endpoint;
        options.RequesterPays = settings.RequesterPays;
        foreach (var ending in settings.Videos is true ? VideoPosters.Suffixes : [])
        {
            options.Suffixes.Add(ending);
        }

        foreach (var pattern in settings.Exclude)
        {
            options.Exclude.Add(pattern);
        }

        return new S3ImageSource(options);
    }

    /// <summary>An object's address in its parts: <c>s3://bucket</c> and the key; null where it names no object.</summary>
    public static (string Root, string Key)? SplitObject(string address)
    {
        var options = S3SourceOptions.FromLocation(address);
        return options.Prefix.Length == 0 ? null : ("s3://" + options.Bucket, options.Prefix);
    }
}
