using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Querying;

public sealed class QueryWriterTests
{
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
    public void A_tree_beyond_the_bounds_is_refused_not_walked()
    {
        TagQuery query = new EverythingQuery();
        for (var i = 0; i < 200_000; i++)
        {
            query = new NotQuery(query);
        }

        Assert.Equal("QueryTooLarge", Assert.Throws<ImageTaggingException>(() => TagQueryText.ToCanonical(query)).Code);
    }
}
