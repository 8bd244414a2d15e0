namespace ImageTagging.Budgets;

/// <summary>One draw of units from a budget's ledger into an account's block.</summary>
/// <param name="limit">The budget's limit.</param>
/// <param name="owner">Whose block it is.</param>
/// <param name="turn">The account's draws are numbered, so that one whose answer was lost knows itself.</param>
/// <param name="holding">What the account holds.</param>
/// <param name="block">How much to draw where so much is left.</param>
/// <param name="unanswered">What earlier draws told as used without hearing whether it was written, by their turn.</param>
internal sealed class BlockDraw(
    decimal limit,
    string owner,
    long turn,
    BlockHolding holding,
    Func<decimal, decimal> block,
    IReadOnlyDictionary<long, decimal> unanswered
)
{
    /// <summary>The block that was drawn.</summary>
    public decimal Granted { get; private set; }

    /// <summary>A twentieth of the rest, one call at least.</summary>
    public static decimal BlockOf(Budget budget, decimal rest, decimal unit, int mostCalls)
    {
        var block = Math.Clamp(rest / 20, unit, mostCalls * unit);
        return budget.IsMoney ? block : decimal.Floor(block);
    }

    /// <summary>The ledger's next state; null where nothing is drawn, or was by this very draw.</summary>
    public LedgerState? Apply(LedgerState state, DateTimeOffset now)
    {
        var own = state.Find(owner);
        if (own?.Turn == turn)
        {
            // Its own write, whose answer was lost.
            return null;
        }

        // Counted by what is held here, not by the stored block: that may have been released meanwhile.
        var used = holding.Used - (own is null ? 0 : unanswered.GetValueOrDefault(own.Turn));
        var taken = state.Taken - (own?.Units ?? 0) + used + holding.Held;
        var rest = limit - taken;
        Granted = rest < holding.ShortOf ? 0 : Math.Max(0, Math.Min(rest, Math.Max(holding.ShortOf, block(rest))));
        return Granted == 0
            ? null
            : state.With(owner, new(owner, holding.Held + Granted, turn, now), used, now) with
            {
                Limit = limit,
            };
    }
}
