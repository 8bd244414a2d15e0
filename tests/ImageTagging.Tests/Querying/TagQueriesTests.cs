using ImageTagging.Conformance;
using ImageTagging.Indexing;

namespace ImageTagging.Tests.Querying;

public sealed class TagQueriesTests
{
    private static readonly FacetField[] s_selectable =
    [
        FacetField.Tag,
        FacetField.Category,
        FacetField.Source,
        FacetField.Month,
        FacetField.Status,
        FacetField.TakenYear,
        FacetField.TakenMonth,
        FacetField.Camera,
        FacetField.Lens,
        FacetField.Person,
        FacetField.Folder,
        FacetField.Rating,
        FacetField.Iso,
        FacetField.Place,
    ];

    [Fact]
    public void The_typed_builder_says_the_same_as_the_text()
    {
        var built =
            TagQueries.Tag("Cat").AtLeast(90)
            & !TagQueries.Tag("indoor")
            & (TagQueries.KeyStartsWith("20*24/") | TagQueries.Untagged);
        Assert.Equal(TagQueryParser.Parse("cat>=90 -indoor (key:20\\*24/* OR untagged)"), TagQueryText.Normalize(built));
    }

    /// <summary>What a facet counts under a value is what the query with that value finds: no more, no less.</summary>
    [Fact]
    public void A_selected_value_finds_the_images_that_its_facet_counts()
    {
        var generator = new RecordGenerator(14);
        var records = Enumerable
            .Range(0, 150)
            .Select(_ => generator.NextRecord(generator.NextName()) with { GoneAt = null })
            .ToArray();
        foreach (var field in s_selectable)
        {
            var values = records.SelectMany(r => RecordTerms.Values(r, field)).Distinct(StringComparer.Ordinal).ToArray();
            Assert.True(values.Length > 1, $"{field} has {values.Length} values");
            foreach (var value in values.Take(25))
            {
                var query = TagQueries.Selected(TagQueries.Everything, [new(field, [value])]);
                Assert.All(
                    records,
                    r =>
                        Assert.True(
                            RecordTerms.Values(r, field).Contains(value, StringComparer.Ordinal)
                                == QuerySemantics.Matches(query, r),
                            $"{field} {value}, {r.Name}"
                        )
                );
            }
        }
    }

    [Fact]
    public void Values_of_one_field_are_alternatives_and_fields_hold_together()
    {
        var query = TagQueries.Selected(
            TagQueries.Tag("cat"),
            [new(FacetField.Rating, ["4", "5"]), new(FacetField.Camera, ["Acme X"])]
        );
        Assert.True(QuerySemantics.Matches(query, Rated(4, "Acme X")));
        Assert.True(QuerySemantics.Matches(query, Rated(5, "Acme X")));
        Assert.False(QuerySemantics.Matches(query, Rated(3, "Acme X")));
        Assert.False(QuerySemantics.Matches(query, Rated(5, "Acme Y")));
        Assert.False(QuerySemantics.Matches(query, Rated(5, "Acme X") with { Tags = [] }));
    }

    /// <summary>Addresses and scripts hand in what no facet would have written; that finds nothing, and is no fault.</summary>
    [Theory]
    [InlineData(FacetField.Month, "June")]
    [InlineData(FacetField.TakenMonth, "2024-13")]
    [InlineData(FacetField.TakenYear, "24")]
    [InlineData(FacetField.TakenYear, "year")]
    [InlineData(FacetField.Rating, "4-5")]
    [InlineData(FacetField.Rating, "04")]
    [InlineData(FacetField.Rating, "many")]
    [InlineData(FacetField.Iso, ">=400")]
    [InlineData(FacetField.Status, "gone")]
    [InlineData(FacetField.Status, "lost")]
    public void A_value_that_no_facet_writes_finds_nothing(FacetField field, string value) =>
        Assert.Equal(
            TagQueries.All(TagQueries.Everything, TagQueries.Any(TagQueries.Nothing)),
            TagQueries.Selected(TagQueries.Everything, [new(field, [value])])
        );

    [Fact]
    public void The_last_month_and_year_that_there_are_have_no_end()
    {
        foreach (
            var selection in (FacetSelection[])[new(FacetField.TakenMonth, ["9999-12"]), new(FacetField.TakenYear, ["9999"])]
        )
        {
            var query = TagQueries.Selected(TagQueries.Everything, [selection]);
            Assert.True(QuerySemantics.Matches(query, Taken(new(9999, 12, 31, 23, 59, 59, DateTimeKind.Unspecified))));
            Assert.False(QuerySemantics.Matches(query, Taken(new(9998, 12, 31, 23, 59, 59, DateTimeKind.Unspecified))));
        }
    }

    [Fact]
    public void A_folder_is_itself_and_all_below_and_needs_a_name()
    {
        var folder = TagQueries.Folder("/2024/rome/");
        Assert.True(QuerySemantics.Matches(folder, Rated(1, "Acme") with { Key = "2024/rome/a/b.jpg" }));
        Assert.False(QuerySemantics.Matches(folder, Rated(1, "Acme") with { Key = "2024/romeo.jpg" }));
        Assert.Throws<ArgumentException>(() => TagQueries.Folder("//"));
    }

    private static ImageRecord Rated(int rating, string camera) =>
        With(new() { Rating = new(rating, FactSource.Xmp), CameraModel = new(camera, FactSource.Exif) });

    private static ImageRecord Taken(DateTime local) =>
        With(new() { Taken = new(new(local, null, TimeCertainty.Local), FactSource.Exif) });

    private static ImageRecord With(PhotoFacts facts) =>
        new RecordGenerator(3).NextRecord(new("s", "a.jpg")) with
        {
            GoneAt = null,
            Edits = [],
            Tags = [new("cat", Confidence.Floor(90))],
            Taggers = [new() { Name = "exif", Facts = facts }],
        };
}
