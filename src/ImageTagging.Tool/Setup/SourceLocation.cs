using ImageTagging.S3;

namespace ImageTagging.Tool.Setup;

/// <summary>From what a person writes (a folder, <c>s3://bucket/prefix</c>) to a source.</summary>
internal static class SourceLocation
{
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
                given,
                new FolderSourceOptions
                {
                    AllowEmpty = settings.AllowEmpty,
                    MountPoints = settings.MountPoints,
                    Exclude = settings.Exclude,
                    IncludeHidden = settings.IncludeHidden,
                }
            );
        }

        var options = S3SourceOptions.FromLocation(given);
        options.IncludeHidden = settings.IncludeHidden;
        options.Region = settings.Region;
        options.ServiceUrl = settings.S3Endpoint;
        options.RequesterPays = settings.RequesterPays;
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
