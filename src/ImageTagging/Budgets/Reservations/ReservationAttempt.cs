namespace ImageTagging.Budgets;

/// <summary>The outcome of a try to take units from the drawn ones: one of these, or, with none of them, that another block is needed.</summary>
/// <param name="Unit">What was handed out.</param>
/// <param name="IsLow">Whether the block, once full, has come below a half.</param>
/// <param name="IsExhausted">Whether neither the ledger has anything left nor can anything come back.</param>
/// <param name="Settled">Ends when a unit that is in flight is settled, which may have come back.</param>
internal readonly record struct ReservationAttempt(BudgetUnit? Unit, bool IsLow, bool IsExhausted, Task? Settled);
