using ImageTagging.Budgets;

namespace ImageTagging.Tests.Budgets;

public sealed class LedgerStateTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 23, 0, 0, TimeSpan.Zero);

    /// <summary>Blocks of processes that died would gather without end; what the oldest held counts as spent, as it may have been.</summary>
    [Fact]
    public void Of_more_than_two_hundred_blocks_the_oldest_count_as_spent()
    {
        var state = new LedgerState
        {
            Spent = 7,
            Blocks = [.. Enumerable.Range(0, LedgerState.MaxBlocks).Select(i => Block(i, 3))],
        };
        Assert.Equal(607, state.Taken);

        // In place of its own former block there is still room.
        var same = state.With("owner5", Block(5, 4), 1, s_now);
        Assert.Equal((LedgerState.MaxBlocks, 8, 609), (same.Blocks.Count, same.Spent, same.Taken));

        var next = state.With("new", new("new", 5, 1, s_now), 1, s_now);
        Assert.Equal((LedgerState.MaxBlocks, 11, 613), (next.Blocks.Count, next.Spent, next.Taken));
        Assert.Null(next.Find("owner0"));
        Assert.NotNull(next.Find("owner1"));
        Assert.Equal(s_now, next.At);
    }

    [Fact]
    public void A_block_that_is_returned_is_gone_and_what_was_used_of_it_is_spent()
    {
        var state = new LedgerState { Spent = 1, Blocks = [Block(1, 10), Block(2, 20)] };
        var next = state.With("owner1", null, 4, s_now);
        Assert.Equal((5, 25), (next.Spent, next.Taken));
        Assert.Null(next.Find("owner1"));
    }

    [Fact]
    public void A_ledger_is_whole_up_to_the_most_that_there_can_be()
    {
        const decimal Most = 1_000_000_000_000_000;
        Assert.True(new LedgerState { Spent = Most, Blocks = [new("a", Most, 1, s_now), new("b", 0, 1, s_now)] }.IsWhole());
        Assert.False(new LedgerState { Spent = Most + 1 }.IsWhole());
        Assert.False(new LedgerState { Blocks = [new("a", Most + 1, 1, s_now)] }.IsWhole());
    }

    private static LedgerBlock Block(int owner, decimal units) => new($"owner{owner}", units, 1, s_now);
}
