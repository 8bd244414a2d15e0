namespace ImageTagging;

/// <summary>Why a source leaves a file or a folder out, or does not take it.</summary>
public enum ExclusionKind
{
    /// <summary>Its name starts with a dot.</summary>
    Hidden,

    /// <summary>Previews that a device made: <c>@eaDir</c>, <c>.thumbnails</c> and the like.</summary>
    Thumbnails,

    /// <summary>Things that somebody threw away: <c>#recycle</c>, <c>.Trash-1000</c>, <c>$RECYCLE.BIN</c> and the like.</summary>
    Trash,

    /// <summary>Former states that a device keeps: <c>#snapshot</c>, <c>.snapshot</c> and the like.</summary>
    Snapshots,

    /// <summary>Files that macOS puts beside a file on other systems: <c>._*</c>, <c>__MACOSX</c>, <c>.AppleDouble</c>.</summary>
    AppleDouble,

    /// <summary>A pattern that was given names it.</summary>
    Pattern,

    /// <summary>The source's ignore file names it.</summary>
    IgnoreFile,

    /// <summary>A link, which is not followed.</summary>
    Link,

    /// <summary>A video, by its ending.</summary>
    Video,

    /// <summary>A picture, by its ending, which is none of those that are asked for: PSD, ICO and the like.</summary>
    OtherPicture,

    /// <summary>Files that programs keep beside a picture, by its ending: XMP, the JSON of Google Takeout and the like. The picture brings it along.</summary>
    Sidecar,

    /// <summary>Any other file.</summary>
    OtherFile,
}
