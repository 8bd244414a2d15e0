using ImageTagging.Indexing;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Querying;

public sealed class TagQueryParserTests
{
    [Theory]
    [InlineData("", "*")]
    [InlineData("   ", "*")]
    [InlineData("Cat  DOG", "cat dog")]
    [InlineData("cat AND dog", "cat dog")]
    [InlineData("cat OR dog bird", "cat OR dog bird")]
    [InlineData("(cat OR dog) bird", "(cat OR dog) bird")]
    [InlineData("((cat))", "cat")]
    [InlineData("-indoor", "-indoor")]
    [InlineData("NOT indoor", "-indoor")]
    [InlineData("NOT -indoor", "indoor")]
    [InlineData("-(cat OR dog)", "-(cat OR dog)")]
    [InlineData("\"Mobile  Phone\"", "\"mobile phone\"")]
    [InlineData("\"gone\" gone", "\"gone\" gone")]
    [InlineData("cat>=90", "cat>=90")]
    [InlineData("cat >= 90 %", "cat>=90 \"%\"")]
    [InlineData("cat>=90%", "cat>=90")]
    [InlineData("cat>90", "cat>=90.01")]
    [InlineData("cat<90.5", "cat<=90.49")]
    [InlineData("cat=50", "cat=50")]
    [InlineData("cat=100", "cat>=100")]
    [InlineData("cat<=100", "cat")]
    [InlineData("cat>=50<=60", "cat>=50<=60")]
    [InlineData("\"mobile phone\">=10", "\"mobile phone\">=10")]
    [InlineData("key:2024/*", "key:2024/*")]
    [InlineData("KEY:Ab", "key:Ab")]
    [InlineData("key:\"a b\"", "key:\"a b\"")]
    [InlineData("source:s3://bucket", "source:s3://bucket")]
    [InlineData("category:\"Animals and Pets\"", "category:\"animals and pets\"")]
    [InlineData("status:Gone", "status:gone")]
    [InlineData("untagged FAILED has:edits", "untagged failed has:edits")]
    [InlineData("modified:2024", "modified:2024..<2025")]
    [InlineData("modified:2024-01..2024-06", "modified:2024..<2024-07")]
    [InlineData("modified:2024-06-30..", "modified:2024-06-30..")]
    [InlineData("modified:..2024-02", "modified:..<2024-03")]
    [InlineData("modified:2024-02-28T23:59", "modified:2024-02-28T23:59:00Z..<2024-02-29")]
    [InlineData("modified:2024-01-01T01:00:00+01:00", "modified:2024..<2024-01-01T00:00:01Z")]
    [InlineData("modified:2024-01-01T00:00:00.5", "modified:2024-01-01T00:00:00.5Z..<2024-01-01T00:00:00.6Z")]
    [InlineData("modified:9999", "modified:9999..")]
    [InlineData("taken:2019-07", "taken:2019-07..<2019-08")]
    [InlineData("taken:2019-07-04..2019-08", "taken:2019-07-04..<2019-09")]
    [InlineData("taken:2019-07-04T12:34", "taken:2019-07-04T12:34:00..<2019-07-04T12:35:00")]
    [InlineData("taken:..", "has:taken")]
    [InlineData("taken:July", "taken:july")]
    [InlineData("taken:summer", "taken:june OR taken:july OR taken:august")]
    [InlineData("taken:winter beach", "(taken:december OR taken:january OR taken:february) beach")]
    [InlineData("camera:\"Canon EOS-5D\" LENS:50mm", "camera:\"canon eos 5d\" lens:50mm")]
    [InlineData("camera=\"Canon EOS 5D\"", "camera=\"Canon EOS 5D\"")]
    [InlineData("people=\"O\"\"Neil\" folder=\"2019/greece\"", "people=\"O\"\"Neil\" folder=\"2019/greece\"")]
    [InlineData("people:\"Ann\" person:bob title:BEACH", "people:ann people:bob title:beach")]
    [InlineData("iso>=1600 iso<100 iso=200 iso:100..400 iso:800", "iso>=1600 iso<=99 iso=200 iso>=100<=400 iso=800")]
    [InlineData("rating >= 4 rating>3<5 rating=-1 rating:..2", "rating>=4 rating=4 rating=-1 rating<=2")]
    [InlineData("favourite -favorite \"favourite\"", "favourite -favourite \"favourite\"")]
    [InlineData("rating iso \"rating\">=4", "rating iso rating>=4")]
    [InlineData("near:48.2,16.4,5km near:-33.9,151,500m", "near:48.2,16.4,5km near:-33.9,151,0.5km")]
    [InlineData("folder:2019/greece/ folder:\"a*b\"", "key:2019/greece/* key:a\\*b/*")]
    [InlineData("has:position has:People has:favourite has:iso", "has:position has:people favourite has:iso")]
    [InlineData("orientation:Portrait", "orientation:portrait")]
    [InlineData("or not and", "or not and")]
    [InlineData("any:(sea coast*0.75 \"Large Lake\"*0.5>=40)", "any:(sea coast*0.75 \"large lake\"*0.5>=40)")]
    [InlineData("-Any:( sea*.0625<50 ) cat", "-any:(sea*0.0625<=49.99) cat")]
    [InlineData("any:(sea) any:() any:(sea*1.0)", "sea -* sea")]
    [InlineData("any:(sea*0.5 sea coast sea*0.25)", "any:(sea coast)")]
    [InlineData("\"any:(a)\" any", "\"any:(a)\" any")]
    public void Reads_what_people_write(string text, string canonical) =>
        Assert.Equal(canonical, TagQueryText.ToCanonical(TagQueryParser.Parse(text)));

    [Theory]
    [InlineData("cat OR", 7)]
    [InlineData("OR cat", 1)]
    [InlineData("any:sea", 5)]
    [InlineData("any:(sea", 5)]
    [InlineData("any:(sea*0.3)", 10)]
    [InlineData("any:(sea*0)", 10)]
    [InlineData("any:(sea*2)", 10)]
    [InlineData("any:(sea*)", 10)]
    [InlineData("any:(-sea)", 6)]
    [InlineData("any:(key:a)", 9)]
    [InlineData("any:((sea))", 6)]
    [InlineData("any:(sea>=50*0.5)", 13)]
    [InlineData("cat AND", 8)]
    [InlineData("(cat", 1)]
    [InlineData("cat)", 4)]
    [InlineData("()", 2)]
    [InlineData("cat \"dog", 5)]
    [InlineData("\"\"", 1)]
    [InlineData("cat - dog", 5)]
    [InlineData("cat>=", 6)]
    [InlineData("cat>=101", 6)]
    [InlineData("cat>=9.123", 6)]
    [InlineData("café>=99,5", 9)]
    [InlineData("cat>=9x", 7)]
    [InlineData("cat>=90%x", 9)]
    [InlineData("cat>=90,dog", 8)]
    [InlineData("cat>=90*", 8)]
    [InlineData("cat>=50<=60-", 12)]
    [InlineData("any:(sea>=50x)", 13)]
    [InlineData("cat>100", 4)]
    [InlineData("cat<0", 4)]
    [InlineData("cat>=1>=2", 7)]
    [InlineData(">=90", 1)]
    [InlineData("ca*", 3)]
    [InlineData("*.jpg", 1)]
    [InlineData("foo:bar", 1)]
    [InlineData("cat foo:", 9)]
    [InlineData(":x", 1)]
    [InlineData("key:", 5)]
    [InlineData("key:a(1).jpg", 6)]
    [InlineData("status:lost", 8)]
    [InlineData("has:tags", 5)]
    [InlineData("modified:2024-13", 10)]
    [InlineData("modified:2024-06..2024-01", 19)]
    [InlineData("modified:2024..<x", 17)]
    [InlineData("taken:2019-13", 7)]
    [InlineData("taken:2019-07-04T12:00Z", 7)]
    [InlineData("taken:2019..2019-07-04T12:00+02:00", 7)]
    [InlineData("cat taken:sommer", 11)]
    [InlineData("camera:--", 8)]
    [InlineData("iso>=fast", 6)]
    [InlineData("rating>=4.5", 9)]
    [InlineData("rating>=4>=5", 10)]
    [InlineData("rating:many", 8)]
    [InlineData("near:48.2,16.4", 6)]
    [InlineData("near:98.2,16.4,5km", 6)]
    [InlineData("near:48.2,16.4,0km", 6)]
    [InlineData("folder:/", 8)]
    [InlineData("orientation:upside", 13)]
    [InlineData("NOT", 4)]
    public void Points_at_the_column_of_a_mistake(string text, int column)
    {
        Assert.False(TagQueryParser.TryParse(text, out _, out var fault));
        Assert.Equal(column, fault.Column);
        Assert.Equal("QuerySyntax", fault.Code);
        Assert.Equal(column - 1, fault.Pointer.Split('\n')[1].IndexOf('^'));
    }

    [Fact]
    public void Blanks_control_characters_where_it_points()
    {
        Assert.False(TagQueryParser.TryParse("\u001b[31m\r\nfoo:bar", out _, out var fault));
        Assert.Equal(" [31m  foo:bar\n       ^", fault.Pointer);
    }

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("-", 60_000)]
    [InlineData("NOT ", 16_000)]
    [InlineData("-(", 30_000)]
    [InlineData("a ", 30_000)]
    [InlineData("\"", 60_001)]
    public void Refuses_endless_input_without_falling_over(string part, int times) =>
        Assert.False(TagQueryParser.TryParse(string.Concat(Enumerable.Repeat(part, times)), out _, out _));

    [Fact]
    public void Any_text_is_a_query_or_a_fault()
    {
        string[] parts =
        [
            "cat",
            " ",
            "OR",
            "NOT",
            "-",
            "(",
            ")",
            "\"",
            ">=",
            "<",
            "=",
            "9",
            "key:",
            "modified:",
            "..",
            "2024",
            "*",
            "\\",
            ":",
            "\ud800",
            "\0",
        ];
        for (var seed = 0; seed < Trials.Count(20_000); seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            if (TagQueryParser.TryParse(text, out var query, out var fault))
            {
                Assert.True(query == TagQueryParser.Parse(TagQueryText.ToCanonical(query)), $"seed {seed}: {text}");
            }
            else
            {
                Assert.InRange(fault.Column, 1, text.Length + 1);
            }
        }
    }

    [Fact]
    public void The_canonical_form_of_any_tree_reads_back_as_its_normal_form()
    {
        for (var seed = 0; seed < Trials.Count(50_000); seed++)
        {
            var query = new RandomQueries(seed).Next();
            var canonical = TagQueryText.ToCanonical(query);
            var read = TagQueryParser.Parse(canonical);
            Assert.True(TagQueryText.Normalize(query) == read, $"seed {seed}: {canonical}");
            Assert.True(canonical == TagQueryText.ToCanonical(read), $"seed {seed}: {canonical}");
        }
    }

    [Fact]
    public void The_normal_form_finds_and_scores_the_same()
    {
        for (var seed = 0; seed < Trials.Count(20_000); seed++)
        {
            var query = new RandomQueries(seed) { NormalNames = true }.Next();
            var normal = TagQueryText.Normalize(query);
            var record = new RandomRecords(seed).Next();
            Assert.True(QuerySemantics.Finds(query, record) == QuerySemantics.Finds(normal, record), $"seed {seed}: {query}");
            Assert.True(
                ScoredTags.Points(ScoredTags.Of(query), record) == ScoredTags.Points(ScoredTags.Of(normal), record),
                $"seed {seed}: {query}"
            );
        }
    }

    [Fact]
    public void A_tree_beyond_the_bounds_is_refused_not_walked()
    {
        TagQuery query = new EverythingQuery();
        for (var i = 0; i < 200_000; i++)
        {
            query = new NotQuery(query);
        }

        Assert.Equal("QueryTooLarge", Assert.Throws<ImageTaggingException>(() => TagQueryText.ToCanonical(query)).Code);
    }

    [Fact]
    public void The_typed_builder_says_the_same_as_the_text()
    {
        var built =
            TagQueries.Tag("Cat").AtLeast(90)
            & !TagQueries.Tag("indoor")
            & (TagQueries.KeyStartsWith("20*24/") | TagQueries.Untagged);
        Assert.Equal(TagQueryParser.Parse("cat>=90 -indoor (key:20\\*24/* OR untagged)"), TagQueryText.Normalize(built));
    }
}
