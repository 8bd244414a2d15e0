namespace ImageTagging;

/// <summary>Something that a <see cref="FolderWatch"/> did: a run, single pictures, or neither because of a fault.</summary>
public sealed record FolderWatchReport
{
    /// <summary>The folder's name as a source.</summary>
    public required string Source { get; init; }

    /// <summary>The run over the folder or a part of it; null where single pictures were brought up to date.</summary>
    public RunReport? Run { get; init; }

    /// <summary>The outcomes of single pictures.</summary>
    public IReadOnlyList<ImageOutcome> Pictures { get; init; } = [];

    /// <summary>Why it could not be done; the next listing of the whole folder makes up for it. Null where it was done. A run that it stopped is reported beside it.</summary>
    public ImageTaggingException? Fault { get; init; }
}
