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

        var rest = given[5..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var options = new S3SourceOptions
        {
            Bucket = slash < 0 ? rest : rest[..slash],
            Prefix = slash < 0 ? "" : rest[(slash + 1)..],
            IncludeHidden = settings.IncludeHidden,
            Region = settings.Region,
            ServiceUrl = settings.S3Endpoint,
            RequesterPays = settings.RequesterPays,
        };
        foreach (var pattern in settings.Exclude)
        {
            options.Exclude.Add(pattern);
        }

        return new S3ImageSource(options);
    }
}
