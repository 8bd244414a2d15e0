namespace ImageTagging;

/// <summary>How pictures are downloaded.</summary>
public sealed record DownloadOptions
{
    /// <summary>Which pictures.</summary>
    /// <value>The default is every key of the source's scope.</value>
    public ImageScope Scope { get; init; } = ImageScope.All;

    /// <summary>Pictures downloaded at once, 1–256.</summary>
    /// <value>The default is 8.</value>
    public int Parallel { get; init; } = 8;

    /// <summary>True if a file that is there with another size or time is replaced; else it is left and reported.</summary>
    /// <value>The default is false.</value>
    public bool Replace { get; init; }
}
