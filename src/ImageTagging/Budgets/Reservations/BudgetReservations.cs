namespace ImageTagging.Budgets;

/// <summary>The units that one process has drawn: free, in flight, spent. Knows nothing of the ledger that they come from.</summary>
/// <remarks>Threads may share it.</remarks>
internal sealed class BudgetReservations(BlockSize size)
{
    // Free, in flight and spent move together: a unit that is in none of them, or in two, would be money that nobody counts. Never held
    // over a call: the ledger is asked outside of it.
    private readonly Lock _lock = new();
    private int _period;
    private decimal _free;
    private decimal _inFlight;
    private decimal _used;
    private decimal? _exhaustedFor;
    private TaskCompletionSource? _settled;
    private bool _isFull;
    private bool _reached;

    /// <summary>True if somebody was refused because nothing was left.</summary>
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

    /// <summary>How many calls a block is worth at the most, now.</summary>
    public int BlockCalls
    {
        get
        {
            lock (_lock)
            {
                return size.Calls;
            }
        }
    }

    /// <summary>Takes what one call costs, where it is there.</summary>
    public ReservationAttempt Take(decimal need)
    {
        lock (_lock)
        {
            if (_free >= need)
            {
                (_free, _inFlight) = (_free - need, _inFlight + need);
                return new(new(need, _period), _isFull && _free < size.Calls / 2 * need, false, null);
            }

            if (!(_exhaustedFor <= need))
            {
                return default;
            }

            if (_inFlight == 0)
            {
                _reached = true;
                return new(null, false, IsExhausted: true, null);
            }

            _settled ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new(null, false, false, _settled.Task);
        }
    }

    /// <summary>A unit is spent, or what is left of it comes back.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="spent">What of it was spent, 0 for nothing. What was spent over it is taken from what is free, and from the next block.</param>
    public void Settle(BudgetUnit unit, decimal spent)
    {
        TaskCompletionSource? settled = null;
        lock (_lock)
        {
            // A unit of a period that is over was counted as spent when that period was closed.
            if (unit.Period == _period)
            {
                var rest = unit.Amount - spent;
                (_inFlight, _used, _free) = (_inFlight - unit.Amount, _used + spent, _free + rest);
                if (rest > 0)
                {
                    // With it, what was too much before may fit.
                    _exhaustedFor = null;
                }

                (settled, _settled) = (_settled, null);
            }
        }

        // Outside of the lock: whoever waits goes on with taking, which needs it.
        settled?.TrySetResult();
    }

    /// <summary>The holding of somebody who needs the next block; null where it is no longer needed, or not to be had.</summary>
    public BlockHolding? HoldingShort(decimal need)
    {
        lock (_lock)
        {
            return _free >= need || _exhaustedFor <= need ? null : new(_used, _free + _inFlight, need - _free, need);
        }
    }

    /// <summary>The holding of somebody who fills a block up ahead of need; null where it is full.</summary>
    /// <param name="need">What one call costs.</param>
    /// <param name="wanted">What it takes to fill it.</param>
    public BlockHolding? HoldingLow(decimal need, out decimal wanted)
    {
        lock (_lock)
        {
            wanted = (size.Calls * need) - _free;
            if (wanted <= 0)
            {
                return null;
            }

            _isFull = false;
            return new(_used, _free + _inFlight, 0, need);
        }
    }

    /// <summary>Puts in what was drawn; what was told as used then stands in the ledger.</summary>
    public void PutIn(BlockHolding holding, decimal granted)
    {
        lock (_lock)
        {
            (_used, _free) = (_used - holding.Used, _free + granted);
            _isFull = granted >= size.Calls / 2 * holding.Need;
            size.Drew();
        }
    }

    /// <summary>The ledger has not as much left.</summary>
    public void Exhaust(decimal need)
    {
        lock (_lock)
        {
            _exhaustedFor = Math.Min(_exhaustedFor ?? need, need);
        }
    }

    /// <summary>Hands nothing out any more; tells what was spent, what is in flight included.</summary>
    public decimal Close()
    {
        lock (_lock)
        {
            // No unit may be handed out of a block that is being returned.
            _free = 0;
            return _used + _inFlight;
        }
    }

    /// <summary>Starts empty; units of before count no more.</summary>
    public void TurnPeriod()
    {
        TaskCompletionSource? settled;
        lock (_lock)
        {
            (_free, _inFlight, _used, _exhaustedFor) = (0, 0, 0, null);
            _period++;
            // Units of before settle unseen from now on: who waits for them would wait for ever.
            (settled, _settled) = (_settled, null);
        }

        settled?.TrySetResult();
    }
}
