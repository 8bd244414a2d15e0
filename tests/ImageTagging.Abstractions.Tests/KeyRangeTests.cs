using ImageTagging.TestSupport;

namespace ImageTagging.Abstractions.Tests;

public sealed class KeyRangeTests
{
    [Fact]
    public void A_prefix_is_a_range_and_ranges_cut_as_sets_do()
    {
        for (var seed = 0; seed < Trials.Count(100_000); seed++)
        {
            var random = new Random(seed);
            string Text() => RandomText.Next(random, 3);
            var (prefix, key) = (Text(), Text());
            Assert.True(
                key.StartsWith(prefix, StringComparison.Ordinal) == KeyRange.WithPrefix(prefix).Contains(key),
                $"seed {seed}"
            );
            Assert.True(KeyRange.WithPrefix(prefix).Contains(prefix + key), $"seed {seed}");
            Assert.True((key == prefix) == KeyRange.Single(prefix).Contains(key), $"seed {seed}");

            var (left, right) = (
                new KeyRange(Text(), random.Next(3) == 0 ? null : Text()),
                new KeyRange(Text(), random.Next(3) == 0 ? null : Text())
            );
            var both = left.Intersect(right);
            Assert.True((left.Contains(key) && right.Contains(key)) == both.Contains(key), $"seed {seed}");
            Assert.True(!both.IsEmpty || !both.Contains(key), $"seed {seed}");
            Assert.True(left.Overlaps(right) == !both.IsEmpty && left.Overlaps(right) == right.Overlaps(left), $"seed {seed}");
            Assert.True(
                (left.Contains(key) && KeyOrder.Compare(key, prefix) > 0) == left.StrictlyAfter(prefix).Contains(key),
                $"seed {seed}"
            );
        }
    }

    [Fact]
    public void The_default_value_is_every_key()
    {
        Assert.True(KeyRange.All.IsAll);
        Assert.True(default(KeyRange).IsAll);
        Assert.True(default(KeyRange).Contains("anything"));
        Assert.Equal("all keys", KeyRange.All.ToString());
        Assert.Equal("[a, b)", new KeyRange("a", "b").ToString());
        Assert.Null(KeyRange.WithPrefix("\U0010FFFF").Before);
    }
}
