namespace ImageTagging;

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    /// <summary>Everything was done.</summary>
    Completed,

    /// <summary>The budget was reached; the rest is left for a later run.</summary>
    BudgetReached,

    /// <summary>It was cancelled; what was paid for is in the index, the next run goes on.</summary>
    Interrupted,

    /// <summary>
    /// All was done but the removals: suspiciously many pictures are missing, and none of them was marked as gone.
    /// <see cref="RunReport.Fault"/> says how many; <see cref="RunOptions.AllowRemovals"/> lets them go.
    /// </summary>
    GuardHeld,

    /// <summary>A fault that every image would meet stopped it (<see cref="RunReport.Fault"/>); what was saved is in the index, the next run goes on.</summary>
    Failed,
}
