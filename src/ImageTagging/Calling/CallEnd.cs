namespace ImageTagging.Calling;

/// <summary>How an attempt ended, as far as rate and concurrency care.</summary>
internal enum CallEnd
{
    Served,
    Throttled,
    Failed,

    /// <summary>The permit was not used.</summary>
    NotMade,
}
