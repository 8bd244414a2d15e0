namespace ImageTagging;

/// <summary>The time that a <see cref="Budget"/> is for.</summary>
public enum BudgetPeriod
{
    /// <summary>One run: each run starts with the whole budget. Processes that share a run's id share it.</summary>
    Run,

    /// <summary>One day by UTC, shared by every run and process on the same index.</summary>
    UtcDay,

    /// <summary>One calendar month by UTC, shared by every run and process on the same index.</summary>
    Month,
}
