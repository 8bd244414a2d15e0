using ImageTagging.Budgets;

namespace ImageTagging.Tests.Budgets;

public sealed class BlockDrawTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 23, 0, 0, TimeSpan.Zero);

    [Theory]
    // A twentieth of what is left, whole calls, between one and the most.
    [InlineData(false, 1000, 1, 100, 50)]
    [InlineData(false, 59, 1, 100, 2)]
    [InlineData(false, 5, 1, 100, 1)]
    [InlineData(false, 9000, 1, 100, 100)]
    // Money is not rounded, and the most is so many calls' worth.
    [InlineData(true, 59, 0.5, 100, 2.95)]
    [InlineData(true, 9000, 0.5, 100, 50)]
    [InlineData(true, 1, 0.5, 100, 0.5)]
    public void A_block_is_a_twentieth_of_the_rest(bool isMoney, double rest, double unit, int most, double block) =>
        Assert.Equal(
            (decimal)block,
            BlockDraw.BlockOf(isMoney ? Budget.OfMoney(10_000) : Budget.OfCalls(10_000), (decimal)rest, (decimal)unit, most)
        );

    [Fact]
    public void What_others_hold_is_left_to_them_and_what_is_held_here_stays()
    {
        var state = new LedgerState { Spent = 10, Blocks = [new("me", 6, 1, s_now), new("other", 30, 1, s_now)] };
        // Of six, four are spent and two still held: 100 - 10 - 30 - 4 - 2 = 54 are left.
        var draw = new BlockDraw(
            100,
            "me",
            2,
            new(Used: 4, Held: 2, ShortOf: 1, Need: 1),
            rest => rest,
            new Dictionary<long, decimal>()
        );
        var next = draw.Apply(state, s_now)!;
        Assert.Equal(54, draw.Granted);
        Assert.Equal((14, 56, 100), (next.Spent, next.Find("me")!.Units, next.Taken));
        Assert.Equal(100, next.Limit);
    }

    [Fact]
    public void Less_than_is_needed_is_not_drawn()
    {
        var draw = new BlockDraw(10, "me", 1, new(0, 0, ShortOf: 4, Need: 4), _ => 0.5m, new Dictionary<long, decimal>());
        Assert.Null(draw.Apply(new() { Spent = 7 }, s_now));
        Assert.Equal(0, draw.Granted);

        Assert.NotNull(draw.Apply(new() { Spent = 6 }, s_now));
        Assert.Equal(4, draw.Granted);
    }

    [Fact]
    public void A_budget_that_was_overspent_gives_nothing()
    {
        var draw = new BlockDraw(10, "me", 1, new(0, 0, 0, 1), _ => 1, new Dictionary<long, decimal>());
        Assert.Null(draw.Apply(new() { Spent = 12 }, s_now));
        Assert.Equal(0, draw.Granted);
    }

    /// <summary>A draw whose answer was lost told already what was used until then.</summary>
    [Fact]
    public void What_the_ledger_knows_as_used_is_not_counted_twice()
    {
        var state = new LedgerState { Spent = 3, Blocks = [new("me", 5, 7, s_now)] };
        var draw = new BlockDraw(100, "me", 8, new(Used: 4, Held: 1, 0, 1), _ => 10, new Dictionary<long, decimal> { [7] = 3 });
        Assert.Equal(4, draw.Apply(state, s_now)!.Spent);

        Assert.Null(new BlockDraw(100, "me", 7, new(4, 1, 0, 1), _ => 10, new Dictionary<long, decimal>()).Apply(state, s_now));
    }
}
