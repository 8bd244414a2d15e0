namespace ImageTagging.Tests.Querying;

public sealed class QueryReaderTests
{
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
}
