namespace ImageTagging;

/// <summary>The counts of a plan or a run, in images. The same words everywhere: plan, progress, report, tool, endpoints.</summary>
public sealed record RunCounts
{
    /// <summary>Images listed in the run's scope.</summary>
    public long Listed { get; init; }

    /// <summary>Listed and not in the index.</summary>
    public long New { get; init; }

    /// <summary>Listed with another state than the index has.</summary>
    public long Changed { get; init; }

    /// <summary>Unchanged, but a tagger's settings or the vocabulary changed.</summary>
    public long Stale { get; init; }

    /// <summary>Unchanged, failed before, and due again.</summary>
    public long Due { get; init; }

    /// <summary>Unchanged, failed before, and not due yet or on the poison list.</summary>
    public long Waiting { get; init; }

    /// <summary>New ones whose content the index has under a key that is no longer listed.</summary>
    public long Moved { get; init; }

    /// <summary>In the index and no longer listed (those that moved away included).</summary>
    public long Gone { get; init; }

    /// <summary>As the index has them.</summary>
    public long Unchanged { get; init; }

    /// <summary>Written with every tagger's labels by this run, called or reused.</summary>
    public long Tagged { get; init; }

    /// <summary>Of the tagged: those for which stored labels served every tagger, so that nothing was called.</summary>
    public long Reused { get; init; }

    /// <summary>Images with a tagger that failed in this run.</summary>
    public long Failed { get; init; }

    /// <summary>Images that cannot be tagged as they are (an archived object, a type no tagger takes) and were not called.</summary>
    public long Skipped { get; init; }

    /// <summary>Images that were to be tagged and were not: the budget, an interruption or a fault of the whole run came first.</summary>
    public long Left { get; init; }

    /// <summary>
    /// Images that taggers were called for and whose answers were not saved: the index could not be written, so that a later run calls
    /// again, or somebody else wrote the image as it was listed later.
    /// </summary>
    public long Unsaved { get; init; }

    /// <summary>The cost of the calls for the unsaved in US dollars, by the taggers' prices; a part of <see cref="Cost"/>.</summary>
    public decimal UnsavedCost { get; init; }

    /// <summary>Records purged, their time as gone being over.</summary>
    public long Purged { get; init; }

    /// <summary>Prefixes that could not be listed.</summary>
    public long Gaps { get; init; }

    /// <summary>Calls of metered taggers that may have been served.</summary>
    public long PaidCalls { get; init; }

    /// <summary>The cost of those calls in US dollars, by the taggers' prices.</summary>
    public decimal Cost { get; init; }

    /// <summary>Attempts that were made again.</summary>
    public long Retries { get; init; }

    /// <summary>Attempts that a service throttled.</summary>
    public long Throttles { get; init; }
}
