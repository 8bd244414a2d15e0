namespace ImageTagging;

/// <summary>Kinds of differences that a verification finds.</summary>
public enum IndexDifferenceKind
{
    /// <summary>The source lists a picture that the index does not have, or has as gone. A run mends it.</summary>
    NotIndexed,

    /// <summary>The source lists another state of a picture than the index has. A run mends it.</summary>
    Changed,

    /// <summary>The index has a picture as there that the source no longer lists. A run, or prune, mends it.</summary>
    Gone,

    /// <summary>A part of the source could not be listed, so nothing was compared there.</summary>
    Unlisted,

    /// <summary>A record's tags, categories, parents or aliases are not what its labels, corrections and vocabulary give. Free to mend.</summary>
    Projection,

    /// <summary>A record was projected with another vocabulary. Free to mend.</summary>
    Vocabulary,

    /// <summary>A scan reads another state of a record than the record holds. Free to mend.</summary>
    Scan,

    /// <summary>A value is counted, and so found, in more or fewer images than have it.</summary>
    Count,

    /// <summary>The engine found a difference in its own structures.</summary>
    Engine,
}
