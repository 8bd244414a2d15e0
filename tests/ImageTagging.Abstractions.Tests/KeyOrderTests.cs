using System.Text;
using ImageTagging.TestSupport;

namespace ImageTagging.Abstractions.Tests;

public sealed class KeyOrderTests
{
    [Fact]
    public void Keys_order_as_their_utf8_bytes_do()
    {
        for (var seed = 0; seed < Trials.Count(200_000); seed++)
        {
            var random = new Random(seed);
            var (x, y) = (RandomText.Next(random, 5, loneSurrogates: true), RandomText.Next(random, 5, loneSurrogates: true));
            var expected = Math.Sign(Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)));
            Assert.True(expected == Math.Sign(KeyOrder.Compare(x, y)), $"seed {seed}");
            Assert.True(expected == -Math.Sign(KeyOrder.Instance.Compare(y, x)), $"seed {seed}");
        }
    }

    [Fact]
    public void What_is_beyond_the_basic_plane_comes_behind_all_of_it() =>
        Assert.Equal(["\uD7FF", "\uFFFF", "\U00010000"], new[] { "\U00010000", "\uFFFF", "\uD7FF" }.Order(KeyOrder.Instance));

    [Fact]
    public void Null_comes_first() =>
        Assert.Equal(
            [-1, 1, 0],
            new[]
            {
                KeyOrder.Instance.Compare(null, ""),
                KeyOrder.Instance.Compare("", null),
                KeyOrder.Instance.Compare(null, null),
            }
        );
}
