namespace ImageTagging;

/// <summary>The report of a run.</summary>
public sealed record RunReport
{
    /// <summary>The run's id: <see cref="RunOptions.RunId"/>, else 32 hex digits; traces and logs carry it.</summary>
    public required string RunId { get; init; }

    /// <summary>How it ended.</summary>
    public required RunEnd End { get; init; }

    /// <summary>The fault that stopped it (<see cref="RunEnd.Failed"/>), or why removals were held back (<see cref="RunEnd.GuardHeld"/>); null otherwise.</summary>
    public ImageFailureReason? Fault { get; init; }

    /// <summary>True if every source was listed to its end; otherwise <see cref="RunCounts.Left"/> counts only what had been listed by then.</summary>
    public bool ListingEnded { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The totals.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>Calls and cost of each tagger.</summary>
    public required IReadOnlyList<TaggerUse> Taggers { get; init; }

    /// <summary>The budgets that a call was refused for, so that images were left (<see cref="RunCounts.Left"/>).</summary>
    public IReadOnlyList<Budget> ReachedBudgets { get; init; } = [];

    /// <summary>The first failures, up to 100; the index has them all.</summary>
    public IReadOnlyList<RunFailure> Failures { get; init; } = [];

    /// <summary>Images that failed, by the code of the failure (<see cref="ErrorCodes"/>), all of them; of codes the first hundred.</summary>
    public IReadOnlyDictionary<string, long> FailedBy { get; init; } = new Dictionary<string, long>();

    /// <summary>Warnings: parts of images that taggers could not read though they answered, the first 100.</summary>
    public IReadOnlyList<RunWarning> Warnings { get; init; } = [];

    /// <summary>Places that could not be listed, up to 100.</summary>
    public IReadOnlyList<ListingGap> Gaps { get; init; } = [];

    /// <summary>Files and folders that sources left out, by kind; a folder counts once, whatever is in it. Kinds that left nothing out are not named.</summary>
    public IReadOnlyDictionary<ExclusionKind, long> ExcludedBy { get; init; } = new Dictionary<ExclusionKind, long>();

    /// <summary>Sentences for an operator: a guard that held, removals that were not made, contents that could not be compared.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Time that all workers together spent in each step, the slowest first.</summary>
    public IReadOnlyList<StepTime> Steps { get; init; } = [];
}
