using ImageTagging.Leases;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Budgets;

/// <summary>One process's purse for a run: takes blocks from the ledger, hands out units, returns what was not used.</summary>
/// <remarks>Threads may share it. Dispose it when no unit is in flight any more.</remarks>
internal sealed class BudgetAccount : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _refill = new(1, 1);
    private readonly Budget _budget;
    private readonly LedgerStore _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _runId;
    private readonly bool _sharedRun;
    private readonly BlockSize _size;
    private readonly string _owner = ProcessOwner.Current.ToString(Guid.NewGuid().ToString("N")[..12]);

    private LedgerName _name;
    private int _period;
    private long _turn;
    private decimal _free;
    private decimal _inFlight;
    private decimal _used;
    private decimal? _exhaustedFor;
    private TaskCompletionSource? _settled;
    private Task _ahead = Task.CompletedTask;
    private bool _isFull;
    private bool _reached;
    private bool _disposed;

    private BudgetAccount(Budget budget, ITagIndex index, string runId, bool sharedRun, TimeProvider time, ILogger logger)
    {
        (_budget, _runId, _sharedRun, _time, _logger) = (budget, runId, sharedRun, time, logger);
        (_ledger, _size) = (new(index, time), new(time));
        _name = LedgerName.Of(budget, runId, time.GetUtcNow());
    }

    /// <summary>The budget.</summary>
    public Budget Budget => _budget;

    /// <summary>Whether a call was refused because the budget was used up.</summary>
    public bool IsReached
    {
        get
        {
            lock (_lock)
            {
                return _reached;
            }
        }
    }

    /// <summary>Opens a budget for a run and clears away ledgers of long ago.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="index">Where its ledger is kept.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="sharedRun">Whether other processes work under the same run id, so that its ledger stays when this one is done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where a block that could not be returned is told.</param>
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
        await BudgetLedger.ClearOldAsync(index, budget.Name, time, cancellationToken).ConfigureAwait(false);
        return new(budget, index, runId, sharedRun, time, logger);
    }

    /// <summary>Reserves what one call costs; null where the budget is used up. Waits while units in flight may still come back.</summary>
    /// <param name="price">The call's price in US dollars.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<BudgetUnit?> TryReserveAsync(decimal price, CancellationToken cancellationToken)
    {
        var need = _budget.Units(price);
        while (true)
        {
            Task? wait;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (HasEnded())
                {
                    wait = null;
                }
                else if (_free >= need)
                {
                    (_free, _inFlight) = (_free - need, _inFlight + need);
                    if (_isFull && _free < _size.Calls / 2 * need)
                    {
                        // Far from the budget's end nobody waits for the ledger: the block is filled up while calls go on.
                        _isFull = false;
                        _ahead = Task.Run(() => FillUpAsync(need), CancellationToken.None);
                    }

                    return new(need, _period);
                }
                else if (_exhaustedFor <= need)
                {
                    if (_inFlight == 0)
                    {
                        _reached = true;
                        return null;
                    }

                    wait = (_settled ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }
                else
                {
                    wait = null;
                }
            }

            if (wait is null)
            {
                await RefillAsync(need, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The attempt may have been served.</summary>
    public void Spend(BudgetUnit unit) => Settle(unit, spent: true);

    /// <summary>The attempt was throttled, or refused for free, or not made.</summary>
    public void GiveBack(BudgetUnit unit) => Settle(unit, spent: false);

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

        await _ahead.ConfigureAwait(false);
        try
        {
            await CloseAsync(_name, CancellationToken.None).ConfigureAwait(false);
            if (_budget.Period == BudgetPeriod.Run && !_sharedRun)
            {
                await _ledger
                    .TryDeleteAsync(_name.ToString(), s => s.Blocks.Count == 0, CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
        catch (ImageTaggingException fault)
        {
            Log.BudgetNotReturned(_logger, _name.ToString(), fault);
        }

        _refill.Dispose();
    }

    private bool HasEnded() => _name.Ends <= _time.GetUtcNow();

    private void Settle(BudgetUnit unit, bool spent)
    {
        TaskCompletionSource? settled = null;
        lock (_lock)
        {
            // A unit of a period that is over was counted as spent when that period was closed.
            if (unit.Period == _period)
            {
                _inFlight -= unit.Amount;
                if (spent)
                {
                    _used += unit.Amount;
                }
                else
                {
                    // With it, what was too much before may fit.
                    (_free, _exhaustedFor) = (_free + unit.Amount, null);
                }

                (settled, _settled) = (_settled, null);
            }
        }

        settled?.TrySetResult();
    }

    private async ValueTask RefillAsync(decimal need, CancellationToken cancellationToken)
    {
        await _refill.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (HasEnded())
            {
                await TurnPeriodAsync(cancellationToken).ConfigureAwait(false);
            }

            BlockHolding holding;
            lock (_lock)
            {
                if (_free >= need || _exhaustedFor <= need)
                {
                    return;
                }

                holding = new(_used, _free + _inFlight, need - _free, need);
            }

            var granted = await DrawAsync(holding, rest => BlockDraw.BlockOf(_budget, rest, need, _size.Calls), cancellationToken)
                .ConfigureAwait(false);
            if (granted == 0)
            {
                lock (_lock)
                {
                    _exhaustedFor = Math.Min(_exhaustedFor ?? need, need);
                }
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
            BlockHolding holding;
            decimal wanted;
            lock (_lock)
            {
                wanted = (_size.Calls * need) - _free;
                if (_disposed || HasEnded() || wanted <= 0)
                {
                    return;
                }

                holding = new(_used, _free + _inFlight, 0, need);
            }

            var most = _size.Calls * need;
            await DrawAsync(
                    holding,
                    rest => BlockDraw.BlockOf(_budget, rest, need, _size.Calls) < most ? 0 : wanted,
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (ImageTaggingException)
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
        var draw = new BlockDraw(_budget.Limit, _owner, turn, holding, block);
        await _ledger
            .ChangeAsync(_name.ToString(), s => draw.Apply(s, _time.GetUtcNow()), cancellationToken)
            .ConfigureAwait(false);
        var granted = draw.Granted;
        lock (_lock)
        {
            if (granted > 0)
            {
                (_used, _free) = (_used - holding.Used, _free + granted);
                _isFull = granted >= _size.Calls / 2 * holding.Need;
                _size.Drew();
            }
        }

        return granted;
    }

    private async ValueTask TurnPeriodAsync(CancellationToken cancellationToken)
    {
        var old = _name;
        await CloseAsync(old, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _name = LedgerName.Of(_budget, _runId, _time.GetUtcNow());
            (_free, _inFlight, _used, _exhaustedFor) = (0, 0, 0, null);
            _period++;
        }
    }

    private async ValueTask CloseAsync(LedgerName name, CancellationToken cancellationToken)
    {
        decimal spent;
        lock (_lock)
        {
            // No unit may be handed out of a block that is being returned.
            (spent, _free) = (_used + _inFlight, 0);
        }

        await _ledger
            .ChangeAsync(
                name.ToString(),
                s => s.Find(_owner) is { } block ? s.With(_owner, null, Math.Min(spent, block.Units), _time.GetUtcNow()) : null,
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
