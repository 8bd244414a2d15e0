namespace ImageTagging.Indexing;

/// <summary>The clock that tells to the second when pictures of one scene were made.</summary>
internal enum SceneClock : byte
{
    /// <summary>Nothing: only a day, a month or a year is known, which hundreds of pictures share.</summary>
    None,

    /// <summary>The file's time, where nothing tells when it was taken.</summary>
    File,

    /// <summary>When it was taken.</summary>
    Taken,
}
