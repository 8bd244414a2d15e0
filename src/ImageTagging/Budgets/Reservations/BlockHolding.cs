namespace ImageTagging.Budgets;

/// <summary>The holding of an account when it draws.</summary>
/// <param name="Used">Spent since the last draw.</param>
/// <param name="Held">Free or in flight.</param>
/// <param name="ShortOf">The least that is of use; 0 where the draw is ahead of need.</param>
/// <param name="Need">What one call costs.</param>
internal readonly record struct BlockHolding(decimal Used, decimal Held, decimal ShortOf, decimal Need);
