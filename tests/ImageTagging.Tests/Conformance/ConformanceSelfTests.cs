using ImageTagging.Conformance;
using Xunit.Sdk;

namespace ImageTagging.Tests.Conformance;

/// <summary>The suites themselves: they fail where an engine is wrong, or where one of them is left out.</summary>
public sealed class ConformanceSelfTests
{
    [Fact]
    public void A_provider_without_suites_is_told_all_their_names()
    {
        var missing = ConformanceCompleteness.MissingSuites(typeof(ConformanceSelfTests).Assembly, typeof(LonelyIndexes));
        Assert.Equal(16, missing.Count);
        var fault = Assert.ThrowsAny<XunitException>(() =>
            ConformanceCompleteness.AssertEverySuite(typeof(ConformanceSelfTests).Assembly, typeof(LonelyIndexes))
        );
        Assert.All(missing, m => Assert.Contains(m.Name, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_suite_for_writing_is_asked_only_of_sources_that_write()
    {
        Assert.Equal(3, ConformanceCompleteness.SuitesFor(typeof(Folders)).Count);
        Assert.Equal(2, ConformanceCompleteness.SuitesFor(typeof(ImageSourceProvider)).Count);
        Assert.Single(ConformanceCompleteness.SuitesFor(typeof(TaggerProvider)));
        Assert.Throws<ArgumentException>(() => ConformanceCompleteness.SuitesFor(typeof(string)));
    }

    [Fact]
    public async Task An_engine_that_answers_wrongly_is_caught()
    {
        var records = SampleRecords.Generate(1, 60);
        var plain = new PlainTagIndex();
        await plain.WriteAsync([.. records.Select(RecordWrite.Create)], TestContext.Current.CancellationToken);
        Assert.Null(await FaultAsync(plain, records));
        Func<SearchResults, SearchResults>[] wrongs =
        [
            r => r with { Total = r.Total + 1 },
            r => r with { Hits = [.. r.Hits.Skip(1)] },
            r => r with { Hits = [.. r.Hits.Reverse()] },
            r => r with { Hits = [.. r.Hits.Select(h => h with { Score = h.Score + 1 })] },
            r => r with { NextCursor = null },
            r =>
                r with
                {
                    Facets =
                    [
                        .. r.Facets.Select(f => f with { Values = [.. f.Values.Select(v => v with { Count = v.Count + 1 })] }),
                    ],
                },
        ];
        foreach (var wrong in wrongs)
        {
            Assert.NotNull(await FaultAsync(new WrongIndex(plain, wrong), records));
        }
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("?", "😀", true)]
    [InlineData("?", "", false)]
    [InlineData("a*b", "ab", true)]
    [InlineData("a*b", "axxb", true)]
    [InlineData("a*b", "axxbc", false)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("\\\\", "\\", true)]
    [InlineData("**a**?", "xab", true)]
    public void The_oracle_knows_patterns(string pattern, string key, bool matches) =>
        Assert.Equal(matches, QueryOracle.KeyMatches(pattern, key));

    [Fact]
    public void The_same_seed_gives_the_same_records_and_queries()
    {
        var (one, two) = (SampleRecords.Generate(5, 40), SampleRecords.Generate(5, 40));
        Assert.Equal(one.Select(RecordText.Of), two.Select(RecordText.Of));
        Assert.Equal(40, one.Select(r => r.Name).Distinct().Count());
        Assert.Equal(new QueryGenerator(3, one).NextQuery(), new QueryGenerator(3, two).NextQuery());
    }

    private static async Task<Exception?> FaultAsync(ITagIndex index, IReadOnlyList<ImageRecord> records) =>
        await Record.ExceptionAsync(async () =>
        {
            var oracle = new IndexOracle(records);
            for (var seed = 0; seed < 30; seed++)
            {
                var request = new QueryGenerator(seed, records).NextSearch();
                await SearchCheck.AssertSameAsync(index, oracle, request, $"{seed}", TestContext.Current.CancellationToken);
            }
        });

    private sealed class LonelyIndexes : TagIndexProvider
    {
        public override ValueTask<ITagIndex> CreateAsync() => throw new NotSupportedException();
    }

    private sealed class WrongIndex(ITagIndex inner, Func<SearchResults, SearchResults> wrong) : DelegatingTagIndex(inner)
    {
        public override ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) => default;

        public override ValueTask RefreshAsync(CancellationToken cancellationToken = default) => default;

        public override async ValueTask<SearchResults> SearchAsync(
            SearchRequest request,
            CancellationToken cancellationToken = default
        ) => wrong(await Inner.SearchAsync(request, cancellationToken));
    }
}
