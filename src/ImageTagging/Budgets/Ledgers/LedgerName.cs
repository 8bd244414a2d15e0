using System.Globalization;

namespace ImageTagging.Budgets;

/// <summary>Where a budget's ledger of one period is kept: <c>budgets/NAME/calls|usd/run|day|month/WHICH</c>.</summary>
internal sealed record LedgerName(string Budget, bool IsMoney, BudgetPeriod Period, string Which)
{
    public const string Root = "budgets/";

    /// <summary>When the period begins; null for a run.</summary>
    public DateTimeOffset? Begins =>
        Period switch
        {
            BudgetPeriod.UtcDay => Day(Which),
            BudgetPeriod.Month => Day(Which + "-01"),
            _ => null,
        };

    /// <summary>When the period ends; null for a run.</summary>
    public DateTimeOffset? Ends =>
        Period switch
        {
            BudgetPeriod.UtcDay => Begins?.AddDays(1),
            BudgetPeriod.Month => Begins?.AddMonths(1),
            _ => null,
        };

    public static LedgerName Of(Budget budget, string runId, DateTimeOffset now) =>
        new(
            budget.Name,
            budget.IsMoney,
            budget.Period,
            budget.Period switch
            {
                BudgetPeriod.UtcDay => now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                BudgetPeriod.Month => now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                _ => runId,
            }
        );

    /// <summary>Reads a state entry's name; null where it is not a ledger's.</summary>
    public static LedgerName? TryParse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 5 || !text.StartsWith(Root, StringComparison.Ordinal) || parts[2] is not ("calls" or "usd"))
        {
            return null;
        }

        BudgetPeriod? period = parts[3] switch
        {
            "run" => BudgetPeriod.Run,
            "day" => BudgetPeriod.UtcDay,
            "month" => BudgetPeriod.Month,
            _ => null,
        };
        return period is null ? null : new(parts[1], parts[2] is "usd", period.Value, parts[4]);
    }

    public override string ToString()
    {
        var period = Period switch
        {
            BudgetPeriod.UtcDay => "day",
            BudgetPeriod.Month => "month",
            _ => "run",
        };
        return $"{Root}{Budget}/{(IsMoney ? "usd" : "calls")}/{period}/{Which}";
    }

    private static DateTimeOffset? Day(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var day
        )
            ? day
            : null;
}
