using Microsoft.Extensions.Logging;

namespace ImageTagging.Budgets;

/// <summary>The budgets of a run together: an attempt is made only where every one of them allows it.</summary>
/// <remarks>Threads may share it. Dispose it when nothing is in flight any more.</remarks>
internal sealed class RunBudget : IAsyncDisposable
{
    private readonly IReadOnlyList<BudgetAccount> _accounts;

    private readonly Func<bool> _endsSoon;

    private RunBudget(IReadOnlyList<BudgetAccount> accounts, Func<bool> endsSoon) =>
        (_accounts, _endsSoon) = (accounts, endsSoon);

    /// <summary>The budgets that a call was refused for.</summary>
    public IReadOnlyList<Budget> Reached => [.. _accounts.Where(a => a.IsReached).Select(a => a.Budget)];

    /// <summary>The ledgers that it draws from now, and under which names.</summary>
    internal IReadOnlyList<(string Ledger, string Owner)> Holdings => [.. _accounts.Select(a => a.Holding)];

    /// <summary>Opens budgets for a run and clears away ledgers of long ago.</summary>
    /// <param name="budgets">The budgets; none allows everything.</param>
    /// <param name="index">Where their ledgers are kept.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="sharedRun">Whether other processes work under the same run id, so that its ledgers stay when this one is done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where a block that could not be returned is reported.</param>
    /// <param name="endsSoon">Asked when it is disposed: whether what ended the run may be the index, which is not waited for once more; null for never.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<RunBudget> OpenAsync(
        IReadOnlyList<Budget> budgets,
        ITagIndex index,
        string runId,
        bool sharedRun,
        TimeProvider time,
        ILogger logger,
        Func<bool>? endsSoon = null,
        CancellationToken cancellationToken = default
    )
    {
        var accounts = new List<BudgetAccount>(budgets.Count);
        foreach (var budget in budgets)
        {
            accounts.Add(
                await BudgetAccount
                    .OpenAsync(budget, index, runId, sharedRun, time, logger, cancellationToken)
                    .ConfigureAwait(false)
            );
        }

        return new(accounts, endsSoon ?? (static () => false));
    }

    /// <summary>Reserves what one call costs; null where a budget is used up. Waits while units in flight may still come back.</summary>
    /// <param name="price">The call's price in US dollars.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<BudgetReservation?> TryReserveAsync(decimal price, CancellationToken cancellationToken)
    {
        // In the same order for everybody: whoever waits for a later one is not waited for by those it waits for.
        var units = new BudgetUnit[_accounts.Count];
        var reserved = 0;
        try
        {
            for (; reserved < units.Length; reserved++)
            {
                if (await _accounts[reserved].TryReserveAsync(price, cancellationToken).ConfigureAwait(false) is not { } unit)
                {
                    return null;
                }

                units[reserved] = unit;
            }

            return new BudgetReservation(units);
        }
        finally
        {
            for (var i = 0; reserved < units.Length && i < reserved; i++)
            {
                _accounts[i].GiveBack(units[i]);
            }
        }
    }

    /// <summary>The attempt may have been served.</summary>
    /// <param name="reservation">What was reserved for it.</param>
    /// <param name="price">What it cost in US dollars, where its answer told; null for what was reserved.</param>
    public void Spend(BudgetReservation reservation, decimal? price = null)
    {
        for (var i = 0; i < reservation.Units.Length; i++)
        {
            _accounts[i].Spend(reservation.Units[i], price);
        }
    }

    /// <summary>The attempt was throttled, or refused for free, or not made.</summary>
    public void GiveBack(BudgetReservation reservation)
    {
        for (var i = 0; i < reservation.Units.Length; i++)
        {
            _accounts[i].GiveBack(reservation.Units[i]);
        }
    }

    /// <summary>Returns what was not used. What is in flight even now counts as spent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_endsSoon())
        {
            foreach (var account in _accounts)
            {
                account.EndSoon();
            }
        }

        foreach (var account in _accounts)
        {
            await account.DisposeAsync().ConfigureAwait(false);
        }
    }
}
