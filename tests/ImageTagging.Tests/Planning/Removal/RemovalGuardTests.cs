using ImageTagging.Planning;

namespace ImageTagging.Tests.Planning;

public sealed class RemovalGuardTests
{
    /// <summary>More than 100 and more than a tenth, more than 1,000 and more than a hundredth, or all.</summary>
    [Theory]
    [InlineData(899, 1_000, 101)]
    [InlineData(98_999, 100_000, 1_001)]
    [InlineData(0, 1, 1)]
    // Step by step is not to take what at once would be held.
    [InlineData(540, 600, 60, 60)]
    [InlineData(59_400, 60_000, 600, 600)]
    public void Too_many_are_held_back(long listed, long present, long missing, long lately = 0)
    {
        var objection = RemovalGuard.Objection("s", listed, present, missing, lately);

        Assert.NotNull(objection);
        Assert.Contains($"{missing} of {present}", objection, StringComparison.Ordinal);
        Assert.Contains("RunOptions.AllowRemovals", objection, StringComparison.Ordinal);
    }

    [Theory]
    // Nothing is missing of what a source without a picture has, or nothing was there.
    [InlineData(0, 5, 0)]
    [InlineData(0, 0, 1)]
    // A hundred, a tenth, a thousand and a hundredth are not yet too many.
    [InlineData(100, 200, 100)]
    [InlineData(909, 1_010, 101)]
    [InlineData(49_000, 50_000, 1_000)]
    [InlineData(99_099, 100_100, 1_001)]
    // What went lately was there as well.
    [InlineData(1_140, 1_200, 60, 60)]
    [InlineData(119_400, 120_000, 600, 600)]
    public void Few_may_go(long listed, long present, long missing, long lately = 0) =>
        Assert.Null(RemovalGuard.Objection("s", listed, present, missing, lately));
}
