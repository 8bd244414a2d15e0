using ImageTagging.Budgets;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Budgets;

public sealed class BlockSizeTests
{
    [Fact]
    public void A_block_that_lasts_a_moment_doubles_the_next_up_to_a_thousand()
    {
        var time = new FakeTimeProvider();
        var size = new BlockSize(time);
        Assert.Equal(100, size.Calls);

        size.Drew();
        List<int> sizes = [size.Calls];
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(249));
            size.Drew();
            sizes.Add(size.Calls);
        }

        Assert.Equal([100, 200, 400, 800, 1_000, 1_000], sizes);
    }

    [Fact]
    public void One_that_lasts_long_halves_it_down_to_a_hundred_and_one_between_leaves_it()
    {
        var time = new FakeTimeProvider();
        var size = new BlockSize(time);
        size.Drew();
        size.Drew();
        size.Drew();
        Assert.Equal(400, size.Calls);

        List<int> sizes = [];
        foreach (var milliseconds in (int[])[250, 1_000, 1_001, 1_001, 1_001])
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            size.Drew();
            sizes.Add(size.Calls);
        }

        Assert.Equal([400, 400, 200, 100, 100], sizes);
    }
}
