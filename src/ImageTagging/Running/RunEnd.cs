namespace ImageTagging;

/// <summary>Why a run ended.</summary>
public enum RunEnd
{
    /// <summary>Everything was done.</summary>
    Completed,

    /// <summary>The budget was reached; the rest is left for a later run.</summary>
    BudgetReached,

    /// <summary>It was cancelled; what was paid for is in the index, the next run goes on.</summary>
    Interrupted,
}
