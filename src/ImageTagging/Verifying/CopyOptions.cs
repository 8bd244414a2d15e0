namespace ImageTagging;

/// <summary>How records are copied.</summary>
public sealed record CopyOptions
{
    /// <summary>True if a record that the target has in another state is replaced; else it is kept and counted.</summary>
    /// <value>The default is false.</value>
    public bool Overwrite { get; init; }

    /// <summary>Receives the number of records read so far, after each batch; null for nobody.</summary>
    public IProgress<long>? Progress { get; init; }
}
