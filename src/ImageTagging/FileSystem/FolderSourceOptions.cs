namespace ImageTagging;

/// <summary>How a folder is read as a source of pictures.</summary>
public sealed record FolderSourceOptions
{
    /// <summary>The source's name, which with the key is a picture's identity; give one where the folder's path may change.</summary>
    /// <value>The default is null: the folder's real path.</value>
    public string? Name { get; set; }

    /// <summary>Only keys that start with this, such as <c>2024/</c>. Keys stay relative to the folder.</summary>
    /// <value>The default is empty: every key.</value>
    public string Prefix { get; set; } = "";

    /// <summary>Endings that a file must have one of; upper and lower case are alike. Empty for any file.</summary>
    /// <value>The default is <see cref="ImageScope.PictureSuffixes"/>.</value>
    public IReadOnlyList<string> Suffixes { get; set; } = ImageScope.PictureSuffixes;

    /// <summary>
    /// True if files and folders whose name starts with a dot, previews (<c>@eaDir</c>, <c>.thumbnails</c>), trash (<c>#recycle</c>,
    /// <c>.Trash-1000</c>), snapshots and macOS's leftovers (<c>._*</c>, <c>__MACOSX</c>) are listed as any other; see <see cref="ExclusionKind"/>.
    /// </summary>
    /// <value>The default is false: they are left out and counted.</value>
    public bool IncludeHidden { get; set; }

    /// <summary>Patterns of files and folders to leave out, as in a <c>.gitignore</c>: <c>*.tmp</c>, <c>raw/</c>, <c>2023/private</c>; see <see cref="ImageExclusions"/>.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Exclude { get; set; } = [];

    /// <summary>The name of a file in the folder's root whose lines are such patterns; null to look for none. A file that is not there names nothing.</summary>
    /// <value>The default is <see cref="ImageExclusions.IgnoreFileName"/>.</value>
    public string? IgnoreFile { get; set; } = ImageExclusions.IgnoreFileName;

    /// <summary>
    /// True if a folder with nothing at all in it is an empty source. Otherwise it is a fault, because the folder of a disk
    /// that is not mounted looks just so.
    /// </summary>
    /// <value>The default is false.</value>
    public bool AllowEmpty { get; set; }

    /// <summary>
    /// Sub-folders, such as <c>nas/</c>, on which other disks are mounted. Where one is missing or has nothing in it, it counts
    /// as unreadable: a <see cref="ListingGap"/>, under which nothing is removed.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> MountPoints { get; set; } = [];

    /// <summary>The clock that says when something was listed.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
