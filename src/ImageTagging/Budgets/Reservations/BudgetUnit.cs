namespace ImageTagging.Budgets;

/// <summary>The reservation for one attempt: spend it or give it back, once.</summary>
/// <param name="Amount">Calls or US dollars.</param>
/// <param name="Period">Which of the account's periods it was taken from.</param>
internal readonly record struct BudgetUnit(decimal Amount, int Period);
