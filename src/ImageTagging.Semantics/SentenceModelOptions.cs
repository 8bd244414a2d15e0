namespace ImageTagging.Semantics;

/// <summary>How a <see cref="SentenceModel"/> works.</summary>
public sealed class SentenceModelOptions
{
    /// <summary>
    /// The file that keeps the vectors of names for the next process, 1.6 KB each: without it each process works them out anew, about a
    /// millisecond each. Processes may share it, and any of them may replace it at any time; a file that is damaged or cannot be
    /// written is as none. Use one for each index.
    /// </summary>
    /// <value>A path; null, the default, for none.</value>
    public string? CacheFile { get; init; }
}
