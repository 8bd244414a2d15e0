using ImageTagging.Budgets;

namespace ImageTagging.Tests.Budgets;

public sealed class LedgerNameTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 30, 23, 59, 0, TimeSpan.FromHours(-2));

    [Theory]
    [InlineData(BudgetPeriod.Run, "budgets/default/calls/run/run-1")]
    [InlineData(BudgetPeriod.UtcDay, "budgets/default/calls/day/2026-12-01")]
    [InlineData(BudgetPeriod.Month, "budgets/default/calls/month/2026-12")]
    public void A_name_is_read_as_it_is_written(BudgetPeriod period, string text)
    {
        var name = LedgerName.Of(Budget.OfCalls(10, period), "run-1", s_now) with { Budget = "default" };

        Assert.Equal(text, name.ToString());
        Assert.Equal(name, LedgerName.TryParse(text));
    }

    [Fact]
    public void Money_has_a_ledger_of_its_own() =>
        Assert.Equal(
            "budgets/a/usd/month/2026-12",
            (LedgerName.Of(Budget.OfMoney(1, BudgetPeriod.Month), "run-1", s_now) with { Budget = "a" }).ToString()
        );

    [Theory]
    [InlineData("leases/x/calls/run/1")]
    [InlineData("budgets/a/calls/run")]
    [InlineData("budgets/a/calls/run/1/2")]
    [InlineData("budgets/a/euro/run/1")]
    [InlineData("budgets/a/calls/week/1")]
    public void Another_entry_is_no_ledger(string text) => Assert.Null(LedgerName.TryParse(text));

    [Fact]
    public void A_period_begins_and_ends_in_utc()
    {
        var month = LedgerName.TryParse("budgets/a/calls/month/2026-12")!;
        var day = LedgerName.TryParse("budgets/a/calls/day/2026-12-31")!;
        var run = LedgerName.TryParse("budgets/a/calls/run/2026-12-31")!;

        Assert.Equal((Utc(2026, 12, 1), Utc(2027, 1, 1)), (month.Begins, month.Ends));
        Assert.Equal((Utc(2026, 12, 31), Utc(2027, 1, 1)), (day.Begins, day.Ends));
        Assert.Equal((null, null), (run.Begins, run.Ends));
        Assert.Null(LedgerName.TryParse("budgets/a/calls/day/soon")!.Ends);
    }

    private static DateTimeOffset? Utc(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
