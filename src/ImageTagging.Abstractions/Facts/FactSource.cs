namespace ImageTagging;

/// <summary>Where a fact of a photograph stands, of files the surest first.</summary>
public enum FactSource
{
    /// <summary>EXIF, which the camera writes.</summary>
    Exif,

    /// <summary>XMP inside of the picture.</summary>
    Xmp,

    /// <summary>IPTC inside of the picture.</summary>
    Iptc,

    /// <summary>An XMP file beside the picture.</summary>
    Sidecar,

    /// <summary>The file that Google Takeout puts beside the picture.</summary>
    Takeout,

    /// <summary>The picture's name.</summary>
    FileName,

    /// <summary>The file's time.</summary>
    FileTime,

    /// <summary>A person said it here (<see cref="ImageRecord.Edits"/>), which counts before all others.</summary>
    Person,

    /// <summary>The table of places, by the position (ImageTagging.Metadata).</summary>
    Position,
}
