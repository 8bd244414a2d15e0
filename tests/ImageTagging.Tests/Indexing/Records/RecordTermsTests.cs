using ImageTagging.Indexing;

namespace ImageTagging.Tests.Indexing;

public sealed class RecordTermsTests
{
    [Fact]
    public void Confidences_have_five_digits_so_that_terms_sort_by_them()
    {
        Assert.Equal("cat\u001F09312", RecordTerms.TagConfidence(new("cat", new(9_312))));
        Assert.True(
            string.CompareOrdinal(RecordTerms.TagConfidence("cat", new(999)), RecordTerms.TagConfidence("cat", new(10_000))) < 0
        );
    }

    [Fact]
    public void A_relation_is_read_as_it_is_written()
    {
        var relation = new TagRelation("automobile", "car");

        Assert.Equal(relation, RecordTerms.ParseRelation(RecordTerms.Relation(relation)));
        Assert.Throws<FormatException>(() => RecordTerms.ParseRelation("automobile"));
    }

    [Theory]
    [InlineData("2024-12", 2025, 1)]
    [InlineData("2024-06", 2024, 7)]
    public void A_month_is_half_open(string month, int year, int next)
    {
        var range = RecordTerms.ParseMonth(month)!;

        Assert.Equal(month, RecordTerms.Month(range.From!.Value));
        Assert.Equal(new DateTimeOffset(year, next, 1, 0, 0, 0, TimeSpan.Zero), range.Before);
        Assert.Equal(month, RecordTerms.Month(range.Before!.Value.AddTicks(-1)));
    }

    [Fact]
    public void The_last_month_of_the_calendar_has_no_end()
    {
        Assert.Null(RecordTerms.ParseMonth("9999-12")!.Before);
        Assert.Null(RecordTerms.ParseMonth("2024-13"));
    }

    [Fact]
    public void A_status_is_read_in_any_case_as_it_is_written()
    {
        Assert.All(
            Enum.GetValues<ImageStatus>(),
            s => Assert.Equal(s, RecordTerms.ParseStatus(RecordTerms.Status(s).ToUpperInvariant()))
        );
        Assert.Null(RecordTerms.ParseStatus("lost"));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordTerms.Status((ImageStatus)99));
    }

    [Fact]
    public void Terms_read_back()
    {
        Assert.Equal("cat\u001F09500", RecordTerms.TagConfidence(new Tag("cat", new(9_500))));
        Assert.Equal(new TagRelation("a", "b"), RecordTerms.ParseRelation(RecordTerms.Relation(new("a", "b"))));
        Assert.All(Enum.GetValues<ImageStatus>(), s => Assert.Equal(s, RecordTerms.ParseStatus(RecordTerms.Status(s))));
        Assert.Equal(TagQueryParser.Parse("modified:2024-12"), RecordTerms.ParseMonth("2024-12"));
        Assert.Null(RecordTerms.ParseMonth("2024-1"));
        Assert.Equal("0987-06", RecordTerms.Month(new(987, 6, 30, 23, 0, 0, TimeSpan.FromHours(-0))));
    }
}
