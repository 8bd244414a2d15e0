namespace ImageTagging.Tests.Budgets;

public sealed class BudgetTests
{
    [Theory]
    [InlineData(500, BudgetPeriod.Run, "500 calls a run")]
    [InlineData(0, BudgetPeriod.UtcDay, "0 calls a UTC day")]
    [InlineData(Budget.MaxLimit, BudgetPeriod.Month, "1000000000000 calls a month")]
    public void It_is_told_in_words(long calls, BudgetPeriod period, string words) =>
        Assert.Equal(words, Budget.OfCalls(calls, period).ToString());

    [Theory]
    [InlineData("2.5", "2.50 USD a run")]
    [InlineData("0.000001", "0.000001 USD a run")]
    [InlineData("10", "10.00 USD a run")]
    public void Money_is_told_to_the_last_digit_that_counts(string dollars, string words) =>
        Assert.Equal(words, Budget.OfMoney(decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Theory]
    [InlineData(-1, BudgetPeriod.Run, "a")]
    [InlineData(Budget.MaxLimit + 1, BudgetPeriod.Run, "a")]
    [InlineData(1, (BudgetPeriod)9, "a")]
    [InlineData(1, BudgetPeriod.Run, "")]
    [InlineData(1, BudgetPeriod.Run, "Mine")]
    [InlineData(1, BudgetPeriod.Run, "a/b")]
    [InlineData(1, BudgetPeriod.Run, "é")]
    public void What_could_not_be_kept_is_refused(long calls, BudgetPeriod period, string name) =>
        Assert.ThrowsAny<ArgumentException>(() => Budget.OfCalls(calls, period, name));

    [Fact]
    public void A_name_has_sixty_four_characters_at_the_most()
    {
        Assert.Equal(64, Budget.OfCalls(1, name: new string('a', 64)).Name.Length);
        Assert.Throws<ArgumentException>(() => Budget.OfCalls(1, name: new string('a', 65)));
    }

    [Fact]
    public void Two_that_would_be_kept_in_one_ledger_are_a_fault_and_others_hold_together()
    {
        Budget[] together =
        [
            Budget.OfCalls(1),
            Budget.OfMoney(1),
            Budget.OfCalls(1, BudgetPeriod.Month),
            Budget.OfCalls(1, name: "b"),
        ];
        Assert.Empty(Budget.FaultsOf(together));
        Assert.Contains("'default'", Assert.Single(Budget.FaultsOf([.. together, Budget.OfCalls(2)])), StringComparison.Ordinal);
    }

    [Theory]
    // Nothing would end the calls of one that costs nothing by a budget in money alone.
    [InlineData(true, 0, true, false, true)]
    [InlineData(true, 0, true, true, false)]
    [InlineData(true, 1, true, false, false)]
    [InlineData(false, 0, true, false, false)]
    [InlineData(false, 1, false, false, true)]
    [InlineData(true, -1, false, true, true)]
    public void A_tagger_that_no_budget_would_bound_is_a_fault(bool isMetered, int price, bool money, bool calls, bool isFault)
    {
        var tagger = new TaggerInfo
        {
            Name = "t",
            Fingerprint = new("1", 0, 0),
            IsMetered = isMetered,
            PricePerCall = price,
        };
        Budget[] budgets =
        [
            .. money ? [Budget.OfMoney(1)] : Array.Empty<Budget>(),
            .. calls ? [Budget.OfCalls(1)] : Array.Empty<Budget>(),
        ];
        Assert.Equal(isFault, Budget.FaultsOf(budgets, tagger).Any());
    }

    [Fact]
    public void A_call_takes_one_or_its_price()
    {
        Assert.Equal(1, Budget.OfCalls(5).Units(0.25m));
        Assert.Equal(0.25m, Budget.OfMoney(5).Units(0.25m));
    }
}
