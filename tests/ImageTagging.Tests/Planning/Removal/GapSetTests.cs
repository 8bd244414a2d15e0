using ImageTagging.Planning;

namespace ImageTagging.Tests.Planning;

public sealed class GapSetTests
{
    [Fact]
    public void A_gap_covers_the_keys_with_its_prefix_and_no_others()
    {
        var gaps = new GapSet();
        gaps.Add(Gap("a/"));
        gaps.Add(Gap("b/c/"));

        Assert.Equal([true, true, true], ((string[])["a/", "a/x", "b/c/x"]).Select(gaps.Covers));
        Assert.Equal([false, false, false, false], ((string[])["a", "b/x", "", "ab/x"]).Select(gaps.Covers));
    }

    [Fact]
    public void A_gap_without_a_prefix_covers_everything()
    {
        var gaps = new GapSet();
        Assert.False(gaps.Covers("x"));

        gaps.Add(Gap(""));

        Assert.True(gaps.Covers("x"));
    }

    [Fact]
    public void So_many_that_they_are_not_told_apart_cover_everything()
    {
        var gaps = new GapSet();
        for (var i = 0; i < 100_000; i++)
        {
            gaps.Add(Gap($"{i}/"));
        }

        Assert.False(gaps.Covers("x"));
        gaps.Add(Gap("one more/"));

        Assert.True(gaps.Covers("x"));
        Assert.Equal(100_001, gaps.Count);
        Assert.Equal(100, gaps.First.Count);
        Assert.Equal("99/", gaps.First[99].Prefix);
    }

    private static ListingGap Gap(string prefix) => new(prefix, "could not be read");
}
