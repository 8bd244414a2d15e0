namespace ImageTagging;

/// <summary>The part of a budget that one process holds: it counts as spent until the process returns it or it is released.</summary>
/// <param name="Owner">Who holds it: machine, process and account.</param>
/// <param name="Units">Calls or US dollars, spent or not.</param>
/// <param name="ChangedAt">When the owner last changed it.</param>
/// <param name="IsOwnerAlive">Whether the owner lives; null where it is on another machine and cannot be seen.</param>
public sealed record BudgetBlock(string Owner, decimal Units, DateTimeOffset ChangedAt, bool? IsOwnerAlive);
