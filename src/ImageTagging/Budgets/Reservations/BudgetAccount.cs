using ImageTagging.Leases;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Budgets;

/// <summary>One process's account for a run: takes blocks from the ledger, hands out units, returns what was not used.</summary>
/// <remarks>Threads may share it. Dispose it when no unit is in flight any more.</remarks>
internal sealed class BudgetAccount : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_mostAhead = TimeSpan.FromMinutes(5);

    // Between disposal and filling up ahead: after the disposal has begun nothing is drawn that nobody would return.
    private readonly Lock _lock = new();

    // One draw at a time: two that know the same block would each count its spent units.
    private readonly SemaphoreSlim _refill = new(1, 1);
    private readonly Budget _budget;
    private readonly LedgerStore _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _runId;
    private readonly bool _sharedRun;
    private readonly BudgetReservations _reservations;
    private readonly CancellationTokenSource _ending;
    private readonly string _owner = ProcessOwner.Current.ToString(Guid.NewGuid().ToString("N")[..12]);

    // Draws that ended without an answer, cancelled or failed, and what each told as used: the ledger's turn says which of them holds.
    private readonly Dictionary<long, decimal> _unanswered = [];
    private LedgerName _name;
    private long _turn;
    private Task _ahead = Task.CompletedTask;
    private bool _disposed;
    private bool _clockTold;

    private BudgetAccount(Budget budget, ITagIndex index, string runId, bool sharedRun, TimeProvider time, ILogger logger)
    {
        (_budget, _runId, _sharedRun, _time, _logger) = (budget, runId, sharedRun, time, logger);
        (_ledger, _reservations) = (new(index, time), new(new(time)));
        _ending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _name = LedgerName.Of(budget, runId, time.GetUtcNow());
    }

    /// <summary>The budget.</summary>
    public Budget Budget => _budget;

    /// <summary>The ledger that it draws from now, and the name that its block has there.</summary>
    internal (string Ledger, string Owner) Holding => (Volatile.Read(ref _name).ToString(), _owner);

    /// <summary>True if a call was refused because the budget was used up.</summary>
    public bool IsReached => _reservations.IsReached;

    /// <summary>Opens a budget for a run and clears away ledgers of long ago.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="index">Where its ledger is kept.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="sharedRun">Whether other processes work under the same run id, so that its ledger stays when this one is done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where a block that could not be returned is reported.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<BudgetAccount> OpenAsync(
        Budget budget,
        ITagIndex index,
        string runId,
        bool sharedRun,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken = default
    )
    {
        var account = new BudgetAccount(budget, index, runId, sharedRun, time, logger);
        try
        {
            var latest = await BudgetLedger
                .ClearOldAsync(index, budget.Name, account._name, time, cancellationToken)
                .ConfigureAwait(false);
            if (latest?.Begins is { } begins)
            {
                account.CompareClocks(latest, begins);
            }
        }
        catch (ImageTaggingException fault) when (fault.IsWorthRetry)
        {
            // What is old can wait for the next who opens it; no run ends for it.
        }

        return account;
    }

    /// <summary>Reserves what one call costs; null where the budget is used up. Waits while units in flight may still come back.</summary>
    /// <param name="price">The call's price in US dollars.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<BudgetUnit?> TryReserveAsync(decimal price, CancellationToken cancellationToken)
    {
        var need = _budget.Units(price);
        while (true)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
            var take = IsOfAnotherPeriod() ? default : _reservations.Take(need);
            if (take.Unit is { } unit)
            {
                if (take.IsLow)
                {
                    FillUpAhead(need);
                }

                return unit;
            }

            if (take.IsExhausted)
            {
                return null;
            }

            if (take.Settled is { } settled)
            {
                await settled.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await RefillAsync(need, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The attempt may have been served.</summary>
    /// <param name="unit">What was reserved for it.</param>
    /// <param name="price">What it cost in US dollars, where its answer told; null for what was reserved.</param>
    public void Spend(BudgetUnit unit, decimal? price = null) =>
        _reservations.Settle(unit, price is { } told ? _budget.Units(told) : unit.Amount);

    /// <summary>The attempt was throttled, or refused for free, or not made.</summary>
    public void GiveBack(BudgetUnit unit) => _reservations.Settle(unit, spent: 0);

    /// <summary>Has the disposal give up after 10 s: what ended the run may be the index, and nobody is kept waiting for it once more.</summary>
    public void EndSoon() => _ending.CancelAfter(s_patience);

    /// <summary>Returns what was not used. What is in flight even now counts as spent.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        // It may still draw: a block that came after the closing would be nobody's to return.
        await _ahead.ConfigureAwait(false);
        try
        {
            await CloseAsync(_name, _ending.Token).ConfigureAwait(false);
            // Killed before this, the ledger stays for the next run to clear away; it never goes while somebody holds a block of it.
            if (_budget.Period == BudgetPeriod.Run && !_sharedRun)
            {
                await _ledger.TryDeleteAsync(_name.ToString(), s => s.Blocks.Count == 0, _ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is ImageTaggingException or OperationCanceledException)
        {
            Log.BudgetNotReturned(_logger, _name.ToString(), fault);
        }

        _refill.Dispose();
        _ending.Dispose();
    }

    // A clock that was ahead and was put right is back in the period before, whose ledger knows what was spent in it.
    private bool IsOfAnotherPeriod()
    {
        var (name, now) = (Volatile.Read(ref _name), _time.GetUtcNow());
        return name.Ends <= now || name.Begins > now;
    }

    // Each ledger holds by itself; but an operator may not mean two days' budgets at once.
    private void CompareClocks(LedgerName ledger, DateTimeOffset at)
    {
        var now = _time.GetUtcNow();
        if (at - now > s_mostAhead && !_clockTold)
        {
            _clockTold = true;
            Log.ClocksDiffer(_logger, ledger.ToString(), at, now);
        }
    }

    // Far from the budget's end nobody waits for the ledger: the block is filled up while calls go on. One at a time, and none
    // that the disposal would not wait for.
    private void FillUpAhead(decimal need)
    {
        lock (_lock)
        {
            if (!_disposed && _ahead.IsCompleted)
            {
                _ahead = Task.Run(() => FillUpAsync(need), CancellationToken.None);
            }
        }
    }

    private async ValueTask RefillAsync(decimal need, CancellationToken cancellationToken)
    {
        await _refill.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsOfAnotherPeriod())
            {
                await TurnPeriodAsync(cancellationToken).ConfigureAwait(false);
            }

            if (_reservations.HoldingShort(need) is not { } holding)
            {
                return;
            }

            var most = _reservations.BlockCalls;
            if (
                await DrawAsync(holding, rest => BlockDraw.BlockOf(_budget, rest, need, most), cancellationToken)
                    .ConfigureAwait(false) == 0
            )
            {
                _reservations.Exhaust(need);
            }
        }
        finally
        {
            _refill.Release();
        }
    }

    private async Task FillUpAsync(decimal need)
    {
        await _refill.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (
                Volatile.Read(ref _disposed)
                || IsOfAnotherPeriod()
                || _reservations.HoldingLow(need, out var wanted) is not { } holding
            )
            {
                return;
            }

            var most = _reservations.BlockCalls;
            await DrawAsync(
                    holding,
                    rest => BlockDraw.BlockOf(_budget, rest, need, most) < most * need ? 0 : wanted,
                    _ending.Token
                )
                .ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is ImageTaggingException or OperationCanceledException)
        {
            // Whoever needs the next block asks for it, and hears of it.
        }
        finally
        {
            _refill.Release();
        }
    }

    private async ValueTask<decimal> DrawAsync(
        BlockHolding holding,
        Func<decimal, decimal> block,
        CancellationToken cancellationToken
    )
    {
        var turn = ++_turn;
        var draw = new BlockDraw(_budget.Limit, _owner, turn, holding, block, _unanswered);
        _unanswered[turn] = holding.Used;
        await _ledger
            .ChangeAsync(
                _name.ToString(),
                s =>
                {
                    CompareClocks(_name, s.At);
                    return draw.Apply(s, _time.GetUtcNow());
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (draw.Granted > 0)
        {
            _reservations.PutIn(holding, draw.Granted);
            _unanswered.Clear();
        }
        else
        {
            _unanswered.Remove(turn);
        }

        return draw.Granted;
    }

    private async ValueTask TurnPeriodAsync(CancellationToken cancellationToken)
    {
        await CloseAsync(_name, cancellationToken).ConfigureAwait(false);
        // The reservations first: from the new period's name on it hands out.
        _reservations.TurnPeriod();
        _unanswered.Clear();
        Volatile.Write(ref _name, LedgerName.Of(_budget, _runId, _time.GetUtcNow()));
    }

    private async ValueTask CloseAsync(LedgerName name, CancellationToken cancellationToken)
    {
        var spent = _reservations.Close();
        await _ledger
            .ChangeAsync(
                name.ToString(),
                s =>
                    s.Find(_owner) is { } block
                        ? s.With(
                            _owner,
                            null,
                            Math.Clamp(spent - _unanswered.GetValueOrDefault(block.Turn), 0, block.Units),
                            _time.GetUtcNow()
                        )
                        : null,
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
