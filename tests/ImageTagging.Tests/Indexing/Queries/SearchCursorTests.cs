using System.Buffers.Text;
using ImageTagging.Indexing;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Indexing;

public sealed class SearchCursorTests
{
    private static readonly SearchRequest s_request = new()
    {
        Query = TagQueryParser.Parse("cat"),
        Selections = [new(FacetField.Tag, ["a", "b"]), new(FacetField.Source, ["s"])],
    };

    [Fact]
    public void What_was_written_is_read_by_the_same_search_however_it_is_said()
    {
        string[] values = ["1", "", "\"😀\"", "a\u001fb"];
        var cursor = SearchCursor.Write(s_request, values);
        Assert.Equal(values, SearchCursor.Read(s_request with { Cursor = cursor }, values.Length));

        var same = s_request with
        {
            Query = TagQueryText.Normalize(TagQueryParser.Parse("(CAT)")),
            Selections = [new(FacetField.Source, ["s"]), new(FacetField.Tag, ["b", "a"])],
            Size = 3,
            Cursor = cursor,
        };
        Assert.Equal(values, SearchCursor.Read(same, values.Length));
        Assert.Null(SearchCursor.Read(s_request, 4));
    }

    public static TheoryData<SearchRequest> Others =>
        [
            s_request with
            {
                Query = TagQueryParser.Parse("dog"),
            },
            s_request with
            {
                Sort = SearchSort.Newest,
            },
            s_request with
            {
                Selections = [],
            },
            s_request with
            {
                Selections = [new(FacetField.Tag, ["a"]), new(FacetField.Source, ["s"])],
            },
            s_request with
            {
                SimilarTo = SimilarTo.Images(new ImageName("s", "a")),
            },
            s_request with
            {
                SimilarTo = SimilarTo.Vector(Embedding.FromComponents("x", [1, 2])),
            },
        ];

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_search_or_another_number_of_values_refuses_it(SearchRequest other)
    {
        var cursor = SearchCursor.Write(s_request, "1", "2");
        Assert.Equal(ErrorCodes.CursorMismatch, Fault(other with { Cursor = cursor }, 2).Code);
        Assert.Equal(ErrorCodes.CursorMismatch, Fault(s_request with { Cursor = cursor }, 3).Code);
        Assert.Equal(ErrorCodes.CursorMismatch, Fault(s_request with { Cursor = SearchCursor.Write(other, "1", "2") }, 2).Code);
    }

    [Fact]
    public void Vectors_of_a_search_for_similar_pictures_belong_to_it()
    {
        SearchRequest Of(sbyte x) => s_request with { SimilarTo = SimilarTo.Vector(Embedding.FromComponents("x", [1, x])) };
        var cursor = SearchCursor.Write(Of(2), "1");
        Assert.Equal(["1"], SearchCursor.Read(Of(2) with { Cursor = cursor }, 1));
        Assert.Equal(ErrorCodes.CursorMismatch, Fault(Of(3) with { Cursor = cursor }, 1).Code);
    }

    [Fact]
    public void Whatever_somebody_sends_is_a_cursor_or_told()
    {
        var whole = SearchCursor.Write(s_request, "1", "2");
        for (var seed = 0; seed < Trials.Count(20_000); seed++)
        {
            var random = new Random(seed);
            var text = HostileText.Mutate(seed % 2 == 0 ? whole : Base64Url.EncodeToString("[\"a\",1,{}]"u8), random);
            try
            {
                Assert.Equal(2, SearchCursor.Read(s_request with { Cursor = text }, 2)!.Count);
            }
            catch (ImageTaggingException fault)
            {
                Assert.Equal(ErrorCodes.CursorMismatch, fault.Code);
            }
        }
    }

    private static ImageTaggingException Fault(SearchRequest request, int count) =>
        Assert.Throws<ImageTaggingException>(() => SearchCursor.Read(request, count));
}
