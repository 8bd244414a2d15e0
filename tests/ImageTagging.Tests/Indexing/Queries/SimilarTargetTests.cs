using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Indexing;

public sealed class SimilarTargetTests
{
    private static readonly ImageName s_east = new("s", "east");
    private static readonly ImageName s_north = new("s", "north");

    [Fact]
    public void A_rank_rises_as_the_similarity_falls_and_tells_it_to_the_last_bit()
    {
        double[] falling = [1, Math.BitDecrement(1), 0.5, double.Epsilon, 0, -double.Epsilon, -0.5, Math.BitIncrement(-1), -1];
        var ranks = falling.Select(SimilarTarget.Rank).ToArray();
        Assert.Equal(ranks.Order(), ranks);
        Assert.Equal(ranks.Length, ranks.Distinct().Count());
        Assert.Equal(falling, ranks.Select(SimilarTarget.OfRank));
    }

    [Fact]
    public void Examples_of_any_length_count_alike_and_those_to_be_unlike_are_taken_away()
    {
        var both = Target(new(s_east), new(s_north));
        Assert.Equal(Similarity(both, [1, 0]), Similarity(both, [0, 1]), 2);
        Assert.Equal([s_east, s_north], both.Named.Order());

        var unlike = Target(new(s_east), new(s_north) { IsUnlike = true });
        Assert.True(Similarity(unlike, [1, 0]) > 0.5 && Similarity(unlike, [0, 1]) < -0.5);
    }

    [Fact]
    public void Who_is_named_is_not_found_and_what_cannot_be_compared_neither()
    {
        var target = Target(new(s_east), new(s_north));
        Assert.Null(target.Of(Record(s_east, [1, 0])));
        Assert.NotNull(target.Of(Record(new("s", "other"), [1, 0])));
        Assert.Null(target.Of(Record(new("s", "other"), [1, 0, 0])));
        Assert.Null(target.Of(Record(new("s", "other"), [1, 0], space: "another")));
    }

    [Fact]
    public void What_has_no_direction_no_record_or_no_vector_is_told()
    {
        Assert.Equal(ErrorCodes.NoDirection, Fault(new(s_east), new(s_east) { IsUnlike = true }));
        Assert.Equal(ErrorCodes.ImageMissing, Fault(new SimilarExample(new ImageName("s", "missing"))));
        Assert.Equal(ErrorCodes.NoEmbedding, Fault(new SimilarExample(new ImageName("s", "bare"))));
        Assert.Equal("Spaces", Fault(new(s_east), new(Embedding.FromComponents("another", [1, 0]))));
        Assert.Equal("Spaces", Fault(new(Embedding.FromComponents("x", [1, 0, 0])), new(s_east)));
    }

    [Fact]
    public void A_page_ends_where_hits_are_less_similar_than_is_asked_for()
    {
        var record = Record(s_east, [1, 0]);
        var results = new SearchResults
        {
            Total = 9,
            Hits = [new(record, 0.9), new(record, 0.5), new(record, 0.4)],
            NextCursor = "more",
        };
        var similar = SimilarTo.Images(s_north);
        Assert.Same(results, SimilarTarget.Cut(results, null));
        Assert.Same(results, SimilarTarget.Cut(results, similar with { MinSimilarity = 0.4 }));
        var cut = SimilarTarget.Cut(results, similar with { MinSimilarity = 0.5 });
        Assert.Equal([0.9, 0.5], cut.Hits.Select(h => h.Score));
        Assert.Null(cut.NextCursor);
    }

    private static string? Fault(params SimilarExample[] examples) =>
        Assert.Throws<ImageTaggingException>(() => Target(examples)).Code;

    private static SimilarTarget Target(params SimilarExample[] examples) =>
        SimilarTarget.Of(new() { Examples = examples }, Find);

    private static ImageRecord? Find(ImageName name) =>
        name.Key switch
        {
            "east" => Record(name, [1, 0]),
            // A hundred times as long, and no more telling for it.
            "north" => Record(name, [0, 100]),
            "bare" => Record(name, null),
            _ => null,
        };

    private static double Similarity(SimilarTarget target, sbyte[] components) =>
        target.Embedding.Similarity(Embedding.FromComponents("x", components));

    private static ImageRecord Record(ImageName name, sbyte[]? components, string space = "x") =>
        new RandomRecords(1).Next(name.Key) with
        {
            Source = name.Source,
            Taggers =
            [
                new() { Name = "vectors", Embedding = components is null ? null : Embedding.FromComponents(space, components) },
            ],
        };
}
