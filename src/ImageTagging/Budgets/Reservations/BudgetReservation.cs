namespace ImageTagging.Budgets;

/// <summary>The reservation of a run's budgets for one attempt: spend it or give it back, once.</summary>
/// <param name="Units">One unit of each budget, in their order.</param>
internal readonly record struct BudgetReservation(BudgetUnit[] Units);
