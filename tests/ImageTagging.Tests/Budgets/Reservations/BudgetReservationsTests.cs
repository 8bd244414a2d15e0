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

    private void Draw(decimal units) => _reservations.PutIn(_reservations.HoldingShort(1)!.Value, units);

    private BudgetUnit Taken() => _reservations.Take(1).Unit!.Value;
}
