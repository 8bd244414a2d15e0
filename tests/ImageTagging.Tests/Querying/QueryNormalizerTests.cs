using ImageTagging.Indexing;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Querying;

public sealed class QueryNormalizerTests
{
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
}
