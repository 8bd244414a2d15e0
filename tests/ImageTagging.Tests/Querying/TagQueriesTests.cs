namespace ImageTagging.Tests.Querying;

public sealed class TagQueriesTests
{
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
