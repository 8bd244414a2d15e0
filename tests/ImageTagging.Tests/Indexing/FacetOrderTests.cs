using ImageTagging.Indexing;

namespace ImageTagging.Tests.Indexing;

public sealed class FacetOrderTests
{
    /// <summary>As search servers order terms: by the bytes of UTF-8, in which a fullwidth letter comes before an emoji.</summary>
    [Fact]
    public void The_most_frequent_come_first_and_ties_by_the_bytes_of_the_name()
    {
        TagCount[] counts = [new("😀", 2), new("ｚ", 2), new("a", 1), new("b", 3)];

        Assert.Equal(["b", "ｚ", "😀", "a"], counts.Order(FacetOrder.Instance).Select(c => c.Value));
        Assert.True(string.CompareOrdinal("😀", "ｚ") < 0);
    }
}
