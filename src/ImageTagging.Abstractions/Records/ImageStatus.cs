namespace ImageTagging;

/// <summary>A record's state, derived from what it holds.</summary>
public enum ImageStatus
{
    /// <summary>Every tagger's labels are there and none failed since.</summary>
    Tagged,

    /// <summary>There are labels, and the last attempt to renew some of them failed.</summary>
    Stale,

    /// <summary>A tagger failed and has no labels.</summary>
    Failed,

    /// <summary>No tagger was asked yet.</summary>
    Pending,

    /// <summary>The picture is no longer in its source; hidden from search until purged.</summary>
    Gone,
}
