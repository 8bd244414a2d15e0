using System.Globalization;

namespace ImageTagging;

/// <summary>The most that metered taggers may be called, in calls or in money; several may hold together. Immutable.</summary>
/// <remarks>
/// A budget is kept beside the records in the index, so that every process on that index shares it, and it is never exceeded.
/// Reaching it is a clean end of a run (<see cref="RunEnd.BudgetReached"/>), not a fault.
/// </remarks>
public sealed record Budget
{
    /// <summary>The largest number of calls, and the largest sum in US dollars, that a budget may name.</summary>
    public const long MaxLimit = 1_000_000_000_000;

    private const int MaxNameLength = 64;

    private Budget(decimal limit, bool isMoney, BudgetPeriod period, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        if (!Enum.IsDefined(period))
        {
            throw new ArgumentOutOfRangeException(nameof(period), period, "A budget is for a run, a UTC day or a month.");
        }

        if (!IsName(name))
        {
            throw new ArgumentException(
                $"A budget's name is 1 to {MaxNameLength} lower-case letters, digits, '-' and '.'.",
                nameof(name)
            );
        }

        (Limit, IsMoney, Period, Name) = (limit, isMoney, period, name);
    }

    /// <summary>The name that a budget has where none is given.</summary>
    public const string DefaultName = "default";

    /// <summary>The limit: calls, or US dollars where <see cref="IsMoney"/>; 0–10¹².</summary>
    public decimal Limit { get; }

    /// <summary>True if it is counted in US dollars rather than in calls.</summary>
    public bool IsMoney { get; }

    /// <summary>The period that it is for.</summary>
    public BudgetPeriod Period { get; }

    /// <summary>Its name: runs with the same name and period share it.</summary>
    public string Name { get; }

    /// <summary>A budget in calls.</summary>
    /// <param name="calls">0–10¹²; 0 forbids every metered call.</param>
    /// <param name="period">What time it is for.</param>
    /// <param name="name">Lower-case letters, digits, <c>-</c> and <c>.</c>, up to 64.</param>
    /// <returns>The budget.</returns>
    /// <exception cref="ArgumentException">The limit, the period or the name is outside its range.</exception>
    public static Budget OfCalls(long calls, BudgetPeriod period = BudgetPeriod.Run, string name = DefaultName) =>
        new(calls, isMoney: false, period, name);

    /// <summary>
    /// A budget in US dollars, by the prices that the taggers' <see cref="TaggerInfo.PricePerCall"/> name. It cannot bound a metered
    /// tagger without a price: a pipeline refuses that, unless a budget in calls holds beside it.
    /// </summary>
    /// <param name="dollars">0–10¹².</param>
    /// <param name="period">What time it is for.</param>
    /// <param name="name">Lower-case letters, digits, <c>-</c> and <c>.</c>, up to 64.</param>
    /// <returns>The budget.</returns>
    /// <exception cref="ArgumentException">The limit, the period or the name is outside its range.</exception>
    public static Budget OfMoney(decimal dollars, BudgetPeriod period = BudgetPeriod.Run, string name = DefaultName) =>
        new(dollars, isMoney: true, period, name);

    /// <summary>The units that one call of a tagger takes from it: 1, or the call's price.</summary>
    internal decimal Units(decimal price) => IsMoney ? price : 1;

    /// <summary>The limit and the period in words, such as <c>500 calls a UTC day</c>.</summary>
    public override string ToString()
    {
        var limit = Words(Limit);
        return Period switch
        {
            BudgetPeriod.UtcDay => limit + " a UTC day",
            BudgetPeriod.Month => limit + " a month",
            _ => limit + " a run",
        };
    }

    /// <summary>A number of its unit in words.</summary>
    internal string Words(decimal units) =>
        IsMoney
            ? string.Create(CultureInfo.InvariantCulture, $"{units:0.00####} USD")
            : string.Create(CultureInfo.InvariantCulture, $"{units:0} calls");

    /// <summary>The faults of budgets that hold together: two that would be kept in one ledger.</summary>
    internal static IEnumerable<string> FaultsOf(IEnumerable<Budget> budgets) =>
        budgets
            .GroupBy(b => (b.Name, b.IsMoney, b.Period))
            .Where(g => g.Count() > 1)
            .Select(g =>
                $"Two budgets named '{g.Key.Name}' are for the same time and unit ({string.Join("; ", g)}): give one, or another name."
            );

    /// <summary>The faults of budgets for a tagger: nothing would bound its calls.</summary>
    internal static IEnumerable<string> FaultsOf(IReadOnlyList<Budget> budgets, TaggerInfo tagger)
    {
        if (tagger.PricePerCall < 0 || (tagger.PricePerCall > 0 && !tagger.IsMetered))
        {
            yield return $"Tagger '{tagger.Name}': a call's price must not be below 0, and who has one must be metered.";
        }
        else if (tagger is { IsMetered: true, PricePerCall: 0 } && budgets.Count > 0 && budgets.All(b => b.IsMoney))
        {
            yield return $"Tagger '{tagger.Name}' is metered and has no price (TaggerInfo.PricePerCall), so a budget in US dollars never ends: name its price, or give a budget in calls.";
        }
    }

    internal static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength }
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
}
