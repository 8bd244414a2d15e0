namespace ImageTagging;

/// <summary>The state of a budget in one period. Numbers are calls, or US dollars where <see cref="IsMoney"/>.</summary>
public sealed record BudgetStatus
{
    /// <summary>The name of its ledger in the index.</summary>
    public required string Ledger { get; init; }

    /// <summary>The budget's name.</summary>
    public required string Name { get; init; }

    /// <summary>True if it is counted in US dollars rather than in calls.</summary>
    public required bool IsMoney { get; init; }

    /// <summary>The period that it is for.</summary>
    public required BudgetPeriod Period { get; init; }

    /// <summary>Which run, day (<c>2026-11-23</c>) or month (<c>2026-11</c>).</summary>
    public required string Which { get; init; }

    /// <summary>True if that day or month is over.</summary>
    public required bool IsOver { get; init; }

    /// <summary>The limit that the last run named.</summary>
    public required decimal Limit { get; init; }

    /// <summary>The units that are known to be spent.</summary>
    public required decimal Spent { get; init; }

    /// <summary>When the ledger last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The blocks that processes hold now, or held when they died.</summary>
    public required IReadOnlyList<BudgetBlock> Blocks { get; init; }

    /// <summary>The units that blocks hold together.</summary>
    public decimal Held => Blocks.Sum(b => b.Units);

    /// <summary>The units that nobody spent or holds; never below 0.</summary>
    public decimal Left => Math.Max(0, Limit - Spent - Held);
}
