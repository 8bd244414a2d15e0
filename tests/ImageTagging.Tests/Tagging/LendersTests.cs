using ImageTagging.Tagging;

namespace ImageTagging.Tests.Tagging;

public sealed class LendersTests
{
    private static readonly NearDuplicateReuse s_reuse = new() { Similarity = 0.9, Window = TimeSpan.FromSeconds(10) };
    private readonly Lenders _lenders = new(2);

    [Fact]
    public void The_first_is_called_for_and_one_that_is_near_waits_for_its_answer()
    {
        Assert.True(_lenders.TryBecome(0, Picture("a"), s_reuse, [], out var first));
        Assert.False(_lenders.TryBecome(0, Picture("b", bits: 1), s_reuse, [], out var waits));
        Assert.Same(first, waits);
        // Another tagger's answer is its own, and so is what is far or shows something else.
        Assert.True(_lenders.TryBecome(1, Picture("b", bits: 1), s_reuse, [], out _));
        Assert.True(_lenders.TryBecome(0, Picture("c", at: 11_000), s_reuse, [], out _));
        Assert.True(_lenders.TryBecome(0, Picture("d", bits: ulong.MaxValue), s_reuse, [], out _));
    }

    [Fact]
    public void The_nearest_lends_and_no_picture_borrows_of_itself_or_of_who_had_nothing()
    {
        _lenders.TryBecome(0, Picture("far", bits: 0b111), s_reuse, [], out var far);
        Assert.False(_lenders.TryBecome(0, Picture("x"), s_reuse, [], out var lender));
        Assert.Same(far, lender);
        Assert.True(_lenders.TryBecome(0, Picture("near", bits: 1), s_reuse, [far], out var near));
        Assert.False(_lenders.TryBecome(0, Picture("y"), s_reuse, [], out lender));
        Assert.Same(near, lender);

        // What it said itself was of other bytes.
        Assert.True(_lenders.TryBecome(1, Picture("own"), s_reuse, [], out _));
        Assert.True(_lenders.TryBecome(1, Picture("own"), s_reuse, [], out _));
    }

    [Fact]
    public async Task One_without_an_answer_frees_who_waits_and_lends_no_more()
    {
        _lenders.TryBecome(0, Picture("a"), s_reuse, [], out var first);
        _lenders.Settle(0, first, answer: null);
        Assert.Null(await first.Answer);
        Assert.True(_lenders.TryBecome(0, Picture("b"), s_reuse, [], out var second));

        var answer = new TaggerState { Name = "t", Fingerprint = new("1", 0, 0) };
        _lenders.Settle(0, second, answer);
        Assert.False(_lenders.TryBecome(0, Picture("c"), s_reuse, [], out var lender));
        Assert.Same(answer, await lender.Answer);
    }

    [Fact]
    public void The_oldest_goes_where_there_are_too_many()
    {
        _lenders.TryBecome(0, Picture("first"), s_reuse, [], out var first);
        for (var i = 1; i <= 4_096; i++)
        {
            Assert.True(_lenders.TryBecome(0, Picture($"{i}", at: i * 20_000L), s_reuse, [], out _));
        }

        Assert.True(_lenders.TryBecome(0, Picture("again"), s_reuse, [], out var again));
        Assert.NotSame(first, again);
    }

    private static Likeness Picture(string key, ulong bits = 0, long at = 0) =>
        new(new("s", key), new(bits), Embedding: null, at, IsTaken: true, Shape: 1.5);
}
