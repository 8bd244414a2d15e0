namespace ImageTagging;

/// <summary>The report of a plan: what a run would do now, and cost at the most.</summary>
public sealed record PlanReport
{
    /// <summary>The totals; what only a run can know (tagged, failed, paid calls) is 0, <see cref="RunCounts.Cost"/> is the estimate.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>Calls, reuse and cost of each tagger.</summary>
    public required IReadOnlyList<TaggerUse> Taggers { get; init; }

    /// <summary>Stale images that need no call: a projection only.</summary>
    public long Reprojected { get; init; }

    /// <summary>Images whose content the listing does not tell, so that an equal one may be paid for again unless contents are resolved.</summary>
    public long UnknownContents { get; init; }

    /// <summary>Images that cannot be tagged as they are, counted by reason code.</summary>
    public IReadOnlyDictionary<string, long> SkippedBy { get; init; } = new Dictionary<string, long>();

    /// <summary>Places that could not be listed, up to 100.</summary>
    public IReadOnlyList<ListingGap> Gaps { get; init; } = [];

    /// <summary>Files and folders that sources left out, by kind; a folder counts once, whatever is in it. Kinds that left nothing out are not named.</summary>
    public IReadOnlyDictionary<ExclusionKind, long> ExcludedBy { get; init; } = new Dictionary<ExclusionKind, long>();

    /// <summary>Sentences for an operator, such as a guard that would stop the removals.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long planning took.</summary>
    public required TimeSpan Duration { get; init; }
}
