namespace ImageTagging;

/// <summary>The options of a verification.</summary>
public sealed record VerifyOptions
{
    /// <summary>The sources to compare the index with; empty to compare the index with itself only.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<IImageSource> Sources { get; init; } = [];

    /// <summary>Which keys of the sources are compared, within each source's own scope.</summary>
    /// <value>The default is every key.</value>
    public ImageScope Scope { get; init; } = ImageScope.All;

    /// <summary>True if what can be mended without a tagger's call is mended.</summary>
    /// <value>The default is false.</value>
    public bool Repair { get; init; }

    /// <summary>Receives the number of records of the index read so far, again and again; null for nobody. An engine that checks itself (<see cref="ISelfCheckingIndex"/>) reads each twice.</summary>
    public IProgress<long>? Progress { get; init; }
}
