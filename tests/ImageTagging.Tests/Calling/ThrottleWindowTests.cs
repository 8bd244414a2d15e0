using ImageTagging.Calling;

namespace ImageTagging.Tests.Calling;

public sealed class ThrottleWindowTests
{
    [Fact]
    public void It_is_over_after_a_second_with_enough_calls_and_the_answers_to_what_was_sent()
    {
        var window = new ThrottleWindow(since: 10, first: 1);
        Issue(window, 20, at: 10.5);
        window.Throttle(new(0, 3, 10.2), now: 10.6);

        Assert.False(window.IsOver(10.9, enough: 10));
        Assert.False(window.IsOver(11, enough: 10));
        // The slowest throttled answer took 0.4 s: what was sent at the end may be answered so much later.
        Assert.False(window.IsOver(11.3, enough: 10));
        Assert.True(window.IsOver(11.5, enough: 10));
        Assert.Equal(1, window.Length);
    }

    [Fact]
    public void With_few_calls_it_waits_for_more_and_ten_seconds_at_the_longest()
    {
        var window = new ThrottleWindow(since: 0, first: 1);
        Issue(window, 2, at: 0.5);

        Assert.False(window.IsOver(9.9, enough: 10));
        Assert.True(window.IsOver(10, enough: 10));
    }

    [Fact]
    public void What_is_sent_after_its_end_or_was_before_its_begin_is_not_counted()
    {
        var window = new ThrottleWindow(since: 0, first: 5);
        Issue(window, 4, at: 0.5);
        Assert.True(window.IsOver(1, enough: 1));

        Issue(window, 3, at: 2);
        window.Throttle(new(0, 4, 0), now: 2);
        window.Throttle(new(0, 9, 2), now: 2);

        Assert.Equal((4, 0, 4L), (window.Issued, window.Throttled, window.Served));
    }

    [Fact]
    public void A_call_that_was_not_made_is_taken_back()
    {
        var window = new ThrottleWindow(since: 0, first: 1);
        Issue(window, 2, at: 0.1);

        window.Refund(new(0, 2, 0.1));
        window.Refund(new(0, 0, 0.1));

        Assert.Equal(1, window.Issued);
    }

    [Theory]
    // All from the first to the tenth of twenty: a block, and calls behind it say that it has ended.
    [InlineData(20, 1, 10, true, true)]
    // Up to the last one: a block that goes on.
    [InlineData(20, 1, 20, true, false)]
    [InlineData(20, 12, 20, false, false)]
    public void A_block_is_a_run_of_throttled_calls_from_the_first_on(int calls, int from, int to, bool isBlock, bool hasEnded)
    {
        var window = new ThrottleWindow(since: 0, first: 1);
        Issue(window, calls, at: 0.5);
        for (var number = from; number <= to; number++)
        {
            window.Throttle(new(0, number, 0.5), now: 0.6);
        }

        Assert.Equal((isBlock, hasEnded), (window.IsBlock, window.HasEnded));
    }

    [Fact]
    public void What_is_throttled_here_and_there_is_no_block()
    {
        var window = new ThrottleWindow(since: 0, first: 1);
        Issue(window, 40, at: 0.5);
        for (var number = 1; number <= 40; number += 2)
        {
            window.Throttle(new(0, number, 0.5), now: 0.6);
        }

        Assert.False(window.IsBlock);
        Assert.False(window.EndsInBlock);
    }

    [Fact]
    public void A_run_of_throttled_calls_at_its_end_came_too_late_to_be_judged()
    {
        var window = new ThrottleWindow(since: 0, first: 1);
        Issue(window, 40, at: 0.5);
        // They are answered in any order.
        foreach (var number in Enumerable.Range(31, 10).Reverse())
        {
            window.Throttle(new(0, number, 0.5), now: 0.6);
        }

        Assert.True(window.EndsInBlock);
        Assert.Equal(0, window.Behind);
    }

    private static void Issue(ThrottleWindow window, int calls, double at)
    {
        for (var i = 0; i < calls; i++)
        {
            window.Issue(at);
        }
    }
}
