namespace ImageTagging;

/// <summary>Why a source leaves a file or a folder out.</summary>
public enum ExclusionKind
{
    /// <summary>Its name starts with a dot.</summary>
    Hidden,

    /// <summary>Previews that a device made: <c>@eaDir</c>, <c>.thumbnails</c> and the like.</summary>
    Thumbnails,

    /// <summary>What somebody threw away: <c>#recycle</c>, <c>.Trash-1000</c>, <c>$RECYCLE.BIN</c> and the like.</summary>
    Trash,

    /// <summary>Former states that a device keeps: <c>#snapshot</c>, <c>.snapshot</c> and the like.</summary>
    Snapshots,

    /// <summary>What macOS puts beside a file on other systems: <c>._*</c>, <c>__MACOSX</c>, <c>.AppleDouble</c>.</summary>
    AppleDouble,

    /// <summary>A pattern that was given names it.</summary>
    Pattern,

    /// <summary>The source's ignore file names it.</summary>
    IgnoreFile,
}
