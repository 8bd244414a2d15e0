using ImageTagging.Budgets;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Budgets;

public sealed class BudgetReservationsTests
{
    private readonly BudgetReservations _reservations = new(new(new FakeTimeProvider()));

    [Fact]
    public void Units_come_out_of_what_was_drawn_and_what_is_given_back_is_free_again()
    {
        Assert.Equal(default, _reservations.Take(1));
        Draw(2);

        var (one, two) = (Taken(), Taken());
        Assert.Null(_reservations.Take(1).Unit);
        _reservations.Settle(one, spent: 0);
        _reservations.Settle(two, spent: 1);

        Assert.Equal(1, Taken().Amount);
        // One is spent, one in flight: what is in flight counts as spent where nobody says otherwise any more.
        Assert.Equal(2, _reservations.Close());
        Assert.Null(_reservations.Take(1).Unit);
    }

    [Fact]
    public async Task Who_finds_the_ledger_empty_waits_for_units_in_flight_and_is_refused_without()
    {
        Draw(1);
        var unit = Taken();
        _reservations.Exhaust(1);
        var waits = _reservations.Take(1);
        Assert.False(waits.IsExhausted || waits.Settled!.IsCompleted);

        _reservations.Settle(unit, spent: 1);
        await waits.Settled!;

        Assert.True(_reservations.Take(1).IsExhausted);
        Assert.True(_reservations.IsReached);
        // What is cheaper may be there all the same.
        Assert.False(_reservations.Take(0.5m).IsExhausted);
    }

    [Fact]
    public void What_comes_back_may_be_enough_for_what_was_too_much()
    {
        Draw(1);
        var unit = Taken();
        _reservations.Exhaust(1);

        _reservations.Settle(unit, spent: 0.25m);

        Assert.False(_reservations.Take(1).IsExhausted);
        Assert.Equal(0.75m, _reservations.Take(0.75m).Unit!.Value.Amount);
    }

    [Fact]
    public void A_unit_of_a_period_that_is_over_changes_nothing()
    {
        Draw(1);
        var unit = Taken();
        _reservations.TurnPeriod();

        _reservations.Settle(unit, spent: 1);

        Assert.Equal(0, _reservations.Close());
        Assert.Null(_reservations.Take(1).Unit);
    }

    /// <summary>The units that it waits for count no more: nobody would ever wake it, where the new period has nothing either.</summary>
    [Fact]
    public void Who_waits_for_units_in_flight_looks_again_when_the_period_turns()
    {
        Draw(1);
        Taken();
        _reservations.Exhaust(1);
        var waits = _reservations.Take(1).Settled!;

        _reservations.TurnPeriod();

        Assert.True(waits.IsCompleted);
    }

    [Fact]
    public void A_block_that_runs_low_is_told_once_and_filled_up_to_its_size()
    {
        Draw(100);
        List<bool> low = [];
        for (var i = 0; i < 52; i++)
        {
            low.Add(_reservations.Take(1).IsLow);
        }

        Assert.Equal(50, low.IndexOf(true));
        Assert.Equal(52, _reservations.HoldingLow(1, out var wanted) is null ? 0 : wanted);
        Assert.False(_reservations.Take(1).IsLow);
    }

    [Fact]
    public void Who_is_short_of_units_says_what_is_used_held_and_missing()
    {
        Draw(3);
        var one = Taken();
        Taken();
        _reservations.Settle(one, spent: 1);
        // One is spent, one in flight, one free.
        Assert.Null(_reservations.HoldingShort(1));
        Assert.Equal(new BlockHolding(Used: 1, Held: 2, ShortOf: 1.5m, Need: 2.5m), _reservations.HoldingShort(2.5m));
        Assert.Equal(new BlockHolding(Used: 1, Held: 2, ShortOf: 0, Need: 0.5m), _reservations.HoldingLow(0.5m, out var wanted));
        Assert.Equal(49, wanted);
    }

    [Fact]
    public void What_the_ledger_has_not_got_is_not_asked_for_again_nor_what_costs_more()
    {
        _reservations.Exhaust(2);
        Assert.Null(_reservations.HoldingShort(2));
        Assert.Null(_reservations.HoldingShort(3));
        Assert.NotNull(_reservations.HoldingShort(1));
        // The least that was refused holds, whichever came first.
        _reservations.Exhaust(1);
        _reservations.Exhaust(2);
        Assert.Null(_reservations.HoldingShort(1));
        Assert.True(_reservations.Take(1).IsExhausted);
    }

    [Fact]
    public void A_full_block_wants_nothing_and_dear_calls_want_more()
    {
        Draw(200);
        Assert.Null(_reservations.HoldingLow(1, out _));
        Assert.Null(_reservations.HoldingLow(2, out _));
        Assert.NotNull(_reservations.HoldingLow(3, out var wanted));
        Assert.Equal(100, wanted);
    }

    /// <summary>Half a block of calls at their price: with dear calls that are more units.</summary>
    [Theory]
    [InlineData(200, 50, false)]
    [InlineData(200, 51, true)]
    // What never was half full does not run low: the budget is near its end, and filling up ahead would take from others.
    [InlineData(99, 30, false)]
    public void A_block_runs_low_at_half_of_its_calls(int drawn, int calls, bool isLow)
    {
        _reservations.PutIn(_reservations.HoldingShort(2)!.Value, drawn);
        var last = default(ReservationAttempt);
        for (var i = 0; i < calls; i++)
        {
            last = _reservations.Take(2);
        }

        Assert.Equal(isLow, last.IsLow);
    }

    [Fact]
    public void A_unit_that_costs_more_than_was_reserved_is_paid_from_what_is_free()
    {
        Draw(10);
        var unit = Taken();
        _reservations.Settle(unit, spent: 4);
        Assert.Equal(6, _reservations.HoldingLow(1, out var wanted)!.Value.Held);
        Assert.Equal(94, wanted);
        Assert.Equal(4, _reservations.Close());
    }

    private void Draw(decimal units) => _reservations.PutIn(_reservations.HoldingShort(1)!.Value, units);

    private BudgetUnit Taken() => _reservations.Take(1).Unit!.Value;
}
