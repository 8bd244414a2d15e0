using System.Text;
using System.Text.RegularExpressions;
using ImageTagging.Indexing;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Querying;

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

    [Fact]
    public void A_time_within_a_millisecond_counts_from_the_next_whole_one()
    {
        var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var record = s_record with { ModifiedAt = at };
        Assert.False(QuerySemantics.Finds(new ModifiedQuery(at.AddTicks(1), null), record));
        Assert.True(QuerySemantics.Finds(new ModifiedQuery(at, at.AddTicks(1)), record));
        Assert.False(QuerySemantics.Finds(new ModifiedQuery(null, at), record));
    }

    [Fact]
    public void Key_patterns_agree_with_regular_expressions()
    {
        string[] parts = ["a", "b", "*", "?", "\\*", "\\?", "\\\\", "😀", "/", "\\a"];
        string[] letters = ["a", "b", "*", "?", "\\", "😀", "/"];
        for (var seed = 0; seed < Trials.Count(50_000); seed++)
        {
            var random = new Random(seed);
            var chosen = Enumerable.Range(0, random.Next(7)).Select(_ => parts[random.Next(parts.Length)]).ToArray();
            var (pattern, key) = (
                string.Concat(chosen),
                string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => letters[random.Next(letters.Length)]))
            );
            var regex = new StringBuilder("\\A");
            foreach (var part in chosen)
            {
                regex.Append(
                    part switch
                    {
                        "*" => "(?s:.)*",
                        "?" => "(?s:.)",
                        _ => Regex.Escape((part.Length > 1 && part[0] == '\\' ? part[1..] : part).Replace("😀", "☺")),
                    }
                );
            }

            // One code point is one character to the oracle.
            var expected = Regex.IsMatch(key.Replace("😀", "☺"), regex.Append("\\z").ToString());
            Assert.True(expected == KeyGlob.Matches(pattern, key), $"seed {seed}: {pattern} on {key}");
            if (KeyGlob.Matches(pattern, key))
            {
                Assert.StartsWith(KeyGlob.LiteralPrefix(pattern), key, StringComparison.Ordinal);
                Assert.True(KeyGlob.ExactKey(pattern) is null || KeyGlob.ExactKey(pattern) == key, $"seed {seed}");
            }

            Assert.True(KeyGlob.Matches(KeyGlob.Escape(key), key), $"seed {seed}");
        }
    }

    [Fact]
    public void A_pattern_of_many_stars_stays_quick() =>
        Assert.False(KeyGlob.Matches(string.Concat(Enumerable.Repeat("*a", 500)) + "b", new string('a', 5_000)));

    [Fact]
    public void Terms_read_back()
    {
        Assert.Equal("cat\u001F09500", RecordTerms.TagConfidence(s_record.Tags[0]));
        Assert.Equal(new TagRelation("a", "b"), RecordTerms.ParseRelation(RecordTerms.Relation(new("a", "b"))));
        Assert.All(Enum.GetValues<ImageStatus>(), s => Assert.Equal(s, RecordTerms.ParseStatus(RecordTerms.Status(s))));
        Assert.Equal(TagQueryParser.Parse("modified:2024-12"), RecordTerms.ParseMonth("2024-12"));
        Assert.Null(RecordTerms.ParseMonth("2024-1"));
        Assert.Equal("0987-06", RecordTerms.Month(new(987, 6, 30, 23, 0, 0, TimeSpan.FromHours(-0))));
    }
}
