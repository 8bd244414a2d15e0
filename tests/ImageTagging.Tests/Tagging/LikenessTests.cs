using ImageTagging.Tagging;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Tagging;

public sealed class LikenessTests
{
    private static readonly NearDuplicateReuse s_reuse = new() { Similarity = 0.9, Window = TimeSpan.FromSeconds(10) };
    private static readonly Likeness s_picture = new(new("s", "a"), new(0), null, At: 50_000, IsTaken: true, Shape: 1.5);

    [Fact]
    public void What_looks_alike_and_was_taken_at_nearly_the_same_time_is_similar_either_way_round()
    {
        var other = s_picture with { Look = new(0b11), At = 60_000 };
        Assert.Equal(1, s_picture.SimilarityTo(s_picture, s_reuse));
        Assert.InRange(s_picture.SimilarityTo(other, s_reuse)!.Value, 0.9, 0.9999);
        Assert.Equal(s_picture.SimilarityTo(other, s_reuse), other.SimilarityTo(s_picture, s_reuse));
    }

    [Fact]
    public void Another_time_another_kind_of_time_or_another_shape_is_another_scene()
    {
        Assert.Null(s_picture.SimilarityTo(s_picture with { At = 60_001 }, s_reuse));
        Assert.Null(s_picture.SimilarityTo(s_picture with { IsTaken = false }, s_reuse));
        Assert.Null(s_picture.SimilarityTo(s_picture with { Shape = 1 / 1.5 }, s_reuse));
        Assert.NotNull(s_picture.SimilarityTo(s_picture with { Shape = 1.4 }, s_reuse));
        // Where a size is not known it says nothing.
        Assert.NotNull(s_picture.SimilarityTo(s_picture with { Shape = 0 }, s_reuse));
        Assert.Null(s_picture.SimilarityTo(s_picture with { Look = new(ulong.MaxValue) }, s_reuse));
    }

    [Fact]
    public void A_vector_of_the_same_model_decides_with_the_look_and_one_of_another_does_not()
    {
        var east = s_picture with { Embedding = Embedding.FromComponents("x", [1, 0]) };
        Assert.Null(east.SimilarityTo(s_picture with { Embedding = Embedding.FromComponents("x", [0, 1]) }, s_reuse));
        Assert.Equal(1, east.SimilarityTo(s_picture with { Embedding = Embedding.FromComponents("y", [0, 1]) }, s_reuse));
    }

    [Fact]
    public void Without_a_look_nothing_is_known_and_without_the_time_of_the_photograph_the_files_serves()
    {
        var record = new RandomRecords(1).Next("a") with { Look = null, Taggers = [], Edits = [], Width = 3, Height = 2 };
        Assert.Null(Likeness.Of(record));
        var likeness = Likeness.Of(record with { Look = new(7) })!;
        Assert.Equal((false, record.ModifiedAt.ToUnixTimeMilliseconds(), 1.5), (likeness.IsTaken, likeness.At, likeness.Shape));
        Assert.Equal(0, Likeness.Of(record with { Look = new(7), Width = null })!.Shape);
    }

    [Fact]
    public void Windows_that_touch_are_asked_for_at_once_and_the_kinds_of_time_apart()
    {
        Likeness At(long at, bool isTaken = true) => s_picture with { At = at, IsTaken = isTaken };
        var queries = Likeness
            .Near([At(100_000), At(0), At(20_000), At(40_000), At(0, isTaken: false)], TimeSpan.FromSeconds(10))
            .ToArray();
        Assert.Equal(3, queries.Length);
        var taken = queries.OfType<TakenQuery>().ToArray();
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(-10), taken[0].From);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(50).AddMilliseconds(1), taken[0].Before);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(90), taken[1].From);
    }

    [Fact]
    public void At_an_end_of_the_calendar_the_window_is_open()
    {
        var first = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        var last = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        Assert.Null(((TakenQuery)(s_picture with { At = first }).Near(TimeSpan.FromSeconds(10))).From);
        Assert.Null(((TakenQuery)(s_picture with { At = last }).Near(TimeSpan.FromSeconds(10))).Before);
    }
}
