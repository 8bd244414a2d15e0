namespace ImageTagging.Tool.Setup;

/// <summary>How stores are reached.</summary>
internal sealed record SourceSettings
{
    public string? Region { get; init; }

    public string? S3Endpoint { get; init; }

    public bool RequesterPays { get; init; }

    /// <summary>Sub-folders of a folder on which other disks are mounted.</summary>
    public IReadOnlyList<string> MountPoints { get; init; } = [];

    /// <summary>Patterns of keys that are left out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>True if hidden files, and what devices keep beside pictures, are pictures too.</summary>
    public bool IncludeHidden { get; init; }

    /// <summary>True if videos are pictures too, by a frame of each; null for those of folders where ffmpeg is installed.</summary>
    public bool? Videos { get; init; }

    /// <summary>True if a folder may be empty, rather than being taken for a disk that is not mounted.</summary>
    public bool AllowEmpty { get; init; }
}
