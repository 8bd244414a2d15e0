namespace ImageTagging;

/// <summary>A record as a scan reads it: only what a planner needs to decide.</summary>
public sealed record IndexedImage
{
    /// <summary>The key below the source's root.</summary>
    public required string Key { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When the picture was last modified, in whole milliseconds.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The ETag or an equal; null where the source has none.</summary>
    public string? Version { get; init; }

    /// <summary>When the listing was read that the record's facts come from.</summary>
    public required DateTimeOffset ListedAt { get; init; }

    /// <summary>Taggers and vocabulary; instances are shared within a scan.</summary>
    public required RecordStamp Stamp { get; init; }

    /// <summary>When a failed tagger is due; null where none failed or all are on the poison list.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was found gone; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; init; }
}
