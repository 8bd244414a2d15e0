using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Indexing;

public sealed class QuerySemanticsTests
{
    private static readonly ImageRecord s_record = new RandomRecords(1).Next("2024/a.jpg") with
    {
        Tags = [new("cat", new(9_500)), new("dog", new(2_999))],
        GoneAt = null,
    };

    [Theory]
    [InlineData("cat dog", true)]
    [InlineData("cat -dog", false)]
    [InlineData("bird OR dog", true)]
    [InlineData("cat=95", true)]
    [InlineData("cat>95", false)]
    [InlineData("dog<30", true)]
    [InlineData("bird<30", false)]
    [InlineData("-bird>=10", true)]
    [InlineData("key:2024/?.jpg", true)]
    [InlineData("key:2024/", false)]
    [InlineData("key:A.jpg", false)]
    public void Finds_what_the_words_say(string query, bool found) =>
        Assert.Equal(found, QuerySemantics.Finds(TagQueryParser.Parse(query), s_record));

    [Fact]
    public void Gone_images_are_found_only_where_the_query_mentions_them()
    {
        var gone = s_record with { GoneAt = DateTimeOffset.UnixEpoch };
        Assert.All(["cat", "*", "-bird"], q => Assert.False(QuerySemantics.Finds(TagQueryParser.Parse(q), gone)));
        Assert.All(
            ["gone", "status:gone cat", "cat OR gone", "cat OR -gone"],
            q => Assert.True(QuerySemantics.Finds(TagQueryParser.Parse(q), gone))
        );
    }

    [Fact]
    public void A_time_within_a_millisecond_counts_from_the_next_whole_one()
    {
        var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var record = s_record with { ModifiedAt = at };
        Assert.False(QuerySemantics.Finds(new ModifiedQuery(at.AddTicks(1), null), record));
        Assert.True(QuerySemantics.Finds(new ModifiedQuery(at, at.AddTicks(1)), record));
        Assert.False(QuerySemantics.Finds(new ModifiedQuery(null, at), record));
    }
}
