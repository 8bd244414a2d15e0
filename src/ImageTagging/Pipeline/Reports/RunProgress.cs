namespace ImageTagging;

/// <summary>How far a run is; reported a few times a second at the most.</summary>
public sealed record RunProgress
{
    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>The totals so far.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>Time since the start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Images finished a second, over the last ten seconds.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>How many images of those decided so far still wait for a tagger.</summary>
    public long Queued { get; init; }

    /// <summary>
    /// How many images the index has of the sources: about so many are listed. Null until that is known, where it has none, and where
    /// only some of the keys are asked for.
    /// </summary>
    public long? Expected { get; init; }

    /// <summary>True if the listing has ended, so that the totals ahead are known.</summary>
    public bool ListingEnded { get; init; }

    /// <summary>
    /// The time left at the present rate; until the listing has ended by what is <see cref="Expected"/>, and null where that does not
    /// tell it.
    /// </summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>The cause that the run waits for: a source or an index that is away, a migration; null while it waits for nothing.</summary>
    public string? Waiting { get; init; }

    /// <summary>The source at work.</summary>
    public string? Source { get; init; }
}
