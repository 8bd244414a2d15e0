using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Indexing;

public sealed class ScoredTagsTests
{
    private static readonly ImageRecord s_record = new RandomRecords(1).Next("2024/a.jpg") with
    {
        Tags = [new("cat", new(9_500)), new("dog", new(2_999))],
        GoneAt = null,
    };

    [Theory]
    [InlineData("cat", 8.6)]
    [InlineData("cat dog", 11.9992)]
    [InlineData("cat OR bird OR cat>=99", 8.6)]
    [InlineData("-cat", 0)]
    [InlineData("-(-cat dog)", 8.6)]
    [InlineData("*", 0)]
    [InlineData("any:(cat*0.5 dog)", 4.3)]
    [InlineData("any:(cat*0.0625 dog)", 3.3992)]
    [InlineData("any:(bird cat*0.75>=99) OR dog", 9.8492)]
    [InlineData("any:(cat dog*0.5) any:(dog*0.5 cat)", 8.6)]
    [InlineData("any:(cat dog*0.5) cat", 17.2)]
    [InlineData("-any:(cat dog)", 0)]
    public void Scores_each_thing_that_is_asked_for_by_its_confidence(string query, double score) =>
        Assert.Equal(score, Score(TagQueryParser.Parse(query)));

    [Fact]
    public void The_first_sixty_tags_count()
    {
        var words = Enumerable.Range(0, 59).Select(i => TagQueries.Tag("t" + i)).ToList();
        Assert.Equal(8.6, Score(TagQueries.Any([.. words, TagQueries.Tag("cat"), TagQueries.Tag("dog")])));
        Assert.Equal(
            0.5375,
            Score(
                TagQueries.Any([
                    .. words,
                    TagQueries.Tag("t1"),
                    TagQueries.AnyOf(TagQueries.Tag("cat").Weighted(0.0625)),
                    TagQueries.Tag("dog"),
                ])
            )
        );
        Assert.Equal(
            4.3,
            Score(
                TagQueries.Any([
                    .. words,
                    TagQueries.AnyOf(TagQueries.Tag("dog").Weighted(0.25), TagQueries.Tag("cat").Weighted(0.5)),
                ])
            )
        );
    }

    private static double Score(TagQuery query) => ScoredTags.Score(ScoredTags.Points(ScoredTags.Of(query), s_record));
}
