namespace ImageTagging;

/// <summary>Orders of hits. All but <see cref="Score"/> break ties by source and key, rising.</summary>
public enum SearchSort
{
    /// <summary>By score, highest first; among equal scores the engine's own steady order.</summary>
    Score,

    /// <summary>By modified time, newest first.</summary>
    Newest,

    /// <summary>By modified time, oldest first.</summary>
    Oldest,

    /// <summary>By source, then key, in key order.</summary>
    Name,

    /// <summary>By size, largest first.</summary>
    Largest,

    /// <summary>By size, smallest first.</summary>
    Smallest,

    /// <summary>By the time at which they were taken, the latest first; those of which it is not known come last.</summary>
    TakenNewest,

    /// <summary>By the time at which they were taken, the earliest first; those of which it is not known come last.</summary>
    TakenOldest,
}
