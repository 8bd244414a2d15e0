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
}
