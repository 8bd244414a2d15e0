using ImageTagging.Indexing;

namespace ImageTagging.Tests.Indexing;

public sealed class SearchChecksTests
{
    private static readonly SearchRequest s_request = new() { Query = TagQueries.Everything };

    public static TheoryData<SearchRequest, string> Wrong =>
        new()
        {
            { s_request with { Size = -1 }, "0 to 1000 hits, not -1" },
            { s_request with { Size = SearchRequest.MaxSize + 1 }, "0 to 1000 hits, not 1001" },
            { s_request with { SimilarTo = Similar(1), Sort = SearchSort.Newest }, "the most similar first" },
            { s_request with { SimilarTo = Similar(0) }, "1 to 100 examples" },
            { s_request with { SimilarTo = Similar(101) }, "1 to 100 examples" },
            {
                s_request with
                {
                    SimilarTo = new() { Examples = [new(new ImageName("s", "a")) { IsUnlike = true }] },
                },
                "one of them to be similar to"
            },
            { s_request with { SimilarTo = Similar(1) with { MinSimilarity = 1.5 } }, "from -1 to 1, not 1.5" },
            { s_request with { SimilarTo = Similar(1) with { MinSimilarity = double.NaN } }, "from -1 to 1, not NaN" },
            { s_request with { Facets = [new(FacetField.Tag) { Size = 0 }] }, "1 to 1,000 values, not 0" },
            { s_request with { Facets = [new(FacetField.Source) { Band = 50 }] }, "Only tags have confidence bands." },
            { s_request with { Facets = [new(FacetField.Tag) { Band = 55 }] }, "55 is no confidence band" },
            { s_request with { Selections = [new(FacetField.Parent, ["a"])] }, "Nothing can be selected in Parent." },
            { s_request with { Selections = [new(FacetField.Tag, [])] }, "The selection in Tag has no value." },
            { s_request with { Selections = [new(FacetField.Tag, ["a"]), new(FacetField.Tag, ["b"])] }, "two selections" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_search_that_asks_for_more_than_there_is_is_refused(SearchRequest request, string sentence)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => SearchChecks.Check(request));
        Assert.Equal((FailureKind.Refused, ErrorCodes.SearchRefused), (fault.Kind, fault.Code));
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_of_what_is_allowed_are_no_fault()
    {
        SearchChecks.Check(s_request with { Size = 0 });
        SearchChecks.Check(s_request with { Size = SearchRequest.MaxSize, SimilarTo = Similar(100) with { MinSimilarity = -1 } });
        foreach (var field in FactTerms.Facets.Append(FacetField.Tag).Append(FacetField.Month))
        {
            SearchChecks.Check(s_request with { Selections = [new(field, ["a"])], Facets = [new(field) { Size = 1_000 }] });
        }
    }

    public static TheoryData<TagCountRequest, string> WrongCounts =>
        new()
        {
            {
                new() { Size = 0 },
                "1 to 10,000 values"
            },
            {
                new() { Size = 10_001 },
                "1 to 10,000 values"
            },
            {
                new() { After = "a" },
                "paged by name only"
            },
            {
                new() { Field = FacetField.Camera, Band = 50 },
                "Only tags have confidence bands."
            },
        };

    [Theory]
    [MemberData(nameof(WrongCounts))]
    public void A_count_is_bounded_as_a_search_is(TagCountRequest request, string sentence)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => SearchChecks.Check(request));
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        SearchChecks.Check(
            new TagCountRequest
            {
                ByName = true,
                After = "a",
                Size = 10_000,
                Band = 99,
            }
        );
    }

    [Fact]
    public void An_index_that_compares_no_vectors_says_which_one_does()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            SearchChecks.WantSimilarity(new("elastic", "http://here") { FindsSimilar = false })
        );
        Assert.Equal(ErrorCodes.NoSimilarity, fault.Code);
        SearchChecks.WantSimilarity(new("memory", "memory") { FindsSimilar = true });
    }

    private static SimilarTo Similar(int examples) =>
        SimilarTo.Images(Enumerable.Range(0, examples).Select(i => new ImageName("s", $"{i}")));
}
