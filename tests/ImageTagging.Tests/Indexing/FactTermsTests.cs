using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Indexing;

public sealed class FactTermsTests
{
    [Fact]
    public void Every_fact_has_one_word_and_every_facet_of_facts_has_values()
    {
        var names = Enum.GetValues<FactField>().Select(FactTerms.Name).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => FactTerms.Name((FactField)99));
        Assert.All(FactTerms.Facets, f => Assert.NotEmpty(FactTerms.Values(Photo(), f)));
        Assert.All(FactTerms.Facets, f => Assert.Empty(FactTerms.Values(Photo() with { Taggers = [] }, f)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FactTerms.Values(Photo(), FacetField.Tag));
    }

    [Theory]
    [InlineData("2024/06/a.jpg", "2024|2024/06")]
    [InlineData("a.jpg", "")]
    [InlineData("/a/b.jpg", "/a")]
    public void A_picture_lies_in_each_folder_above_it(string key, string folders) =>
        Assert.Equal(folders, string.Join('|', FactTerms.Values(Photo() with { Key = key }, FacetField.Folder)));

    [Fact]
    public void A_key_of_nothing_but_slashes_lies_in_a_bounded_number_of_folders() =>
        Assert.Equal(32, FactTerms.Values(Photo() with { Key = new string('/', 5_000) }, FacetField.Folder).Count());

    [Theory]
    [InlineData("Canon\nEOS\tR5", "Canon EOS R5")]
    [InlineData("  ", null)]
    [InlineData("\0", null)]
    public void A_value_stands_on_one_line(string written, string? value) =>
        Assert.Equal(
            value,
            FactTerms.Values(With(f => f with { Lens = new(written, FactSource.Exif) }), FacetField.Lens).SingleOrDefault()
        );

    [Fact]
    public void A_value_is_cut_between_characters()
    {
        var value = Assert.Single(
            FactTerms.Values(
                With(f => f with { Lens = new("x" + string.Concat(Enumerable.Repeat("😀", 300)), FactSource.Exif) }),
                FacetField.Lens
            )
        );
        Assert.Equal(255, value.Length);
        Assert.False(char.IsHighSurrogate(value[^1]));
    }

    [Theory]
    // A degree of the equator is 111.2 km.
    [InlineData(0, 0, 0, 1, 111, false)]
    [InlineData(0, 0, 0, 1, 112, true)]
    // Over the line of the date, and over a pole.
    [InlineData(0, 179.9, 0, -179.9, 23, true)]
    [InlineData(0, 179.9, 0, -179.9, 22, false)]
    [InlineData(89.9, 0, 89.9, 180, 23, true)]
    [InlineData(90, 0, -90, 0, 20_015, false)]
    [InlineData(90, 0, -90, 0, 20_040, true)]
    [InlineData(52.52, 13.405, 52.52, 13.405, 0.001, true)]
    public void Near_is_a_distance_over_the_ground(
        double north,
        double east,
        double toNorth,
        double toEast,
        double km,
        bool isNear
    )
    {
        var place = new MicroDegrees((int)Math.Round(toNorth * 1e6), (int)Math.Round(toEast * 1e6));
        Assert.Equal(isNear, FactTerms.IsNear(new(north, east, km), place));
    }

    [Fact]
    public void A_place_that_is_none_has_no_position()
    {
        Assert.NotNull(FactTerms.Position(Photo()));
        Assert.Null(FactTerms.Position(With(f => f with { Position = new(new(91, 0, null), FactSource.Exif) })));
        Assert.Null(FactTerms.Position(With(f => f with { Position = new(new(0, double.NaN, null), FactSource.Exif) })));
    }

    [Fact]
    public void A_time_within_a_millisecond_counts_from_the_next_whole_one()
    {
        var at = new DateTime(2024, 6, 1, 0, 0, 0, DateTimeKind.Unspecified);
        var taken = FactTerms.Taken(Photo())!.Value;
        Assert.Equal((taken, taken + 1), FactTerms.Milliseconds(new(at, at.AddTicks(1))));
        Assert.Equal(taken, FactTerms.Milliseconds(new(at.AddTicks(-1), null)).From);
        var (from, before) = FactTerms.Milliseconds(new(null, null));
        Assert.True(from < taken && taken < before);
    }

    [Theory]
    [InlineData("camera:canon", true)]
    [InlineData("camera:\"r5 canon\"", true)]
    [InlineData("camera:nikon", false)]
    [InlineData("has:lens", true)]
    [InlineData("has:title", false)]
    [InlineData("iso>=400 iso<=400", true)]
    [InlineData("iso>400", false)]
    [InlineData("taken:2024-06", true)]
    [InlineData("taken:2024-05", false)]
    [InlineData("taken:june", true)]
    [InlineData("folder=\"2024\"", true)]
    [InlineData("folder=\"20\"", false)]
    [InlineData("orientation:landscape", true)]
    [InlineData("orientation:portrait", false)]
    public void A_photograph_is_found_by_what_is_known_of_it(string query, bool found) =>
        Assert.Equal(found, QuerySemantics.Finds(TagQueryParser.Parse(query), Photo()));

    public static TheoryData<TagQuery, string> Faulty =>
        new()
        {
            { new TakenInMonthQuery(13), "A month is 1 to 12." },
            { new FactQuery(FactField.Iso, "x"), "Words are those of" },
            { new FactRangeQuery(FactField.Camera, 1, 2), "ISO or ratings" },
            { new FacetValueQuery(FacetField.Tag, "x"), "A facet's value" },
            { new NearQuery(91, 0, 1), "A place is" },
            { new NearQuery(0, 0, 0), "A place is" },
            { new NearQuery(double.NaN, 0, 1), "A place is" },
        };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void What_no_photograph_can_have_is_a_fault_of_the_query(TagQuery query, string sentence) =>
        Assert.Contains(sentence, FactTerms.FaultOf(query), StringComparison.Ordinal);

    private static ImageRecord With(Func<PhotoFacts, PhotoFacts> change)
    {
        var photo = Photo();
        return photo with { Taggers = [photo.Taggers[0] with { Facts = change(photo.Taggers[0].Facts!) }] };
    }

    private static ImageRecord Photo() =>
        new RandomRecords(1).Next("2024/06/a.jpg") with
        {
            GoneAt = null,
            Width = 3,
            Height = 2,
            Edits = [],
            Taggers =
            [
                new()
                {
                    Name = "exif",
                    Facts = new()
                    {
                        Taken = new(
                            new(new(2024, 6, 1, 0, 0, 0, DateTimeKind.Unspecified), null, TimeCertainty.Local),
                            FactSource.Exif
                        ),
                        CameraMake = new("Canon", FactSource.Exif),
                        CameraModel = new("EOS R5", FactSource.Exif),
                        Lens = new("RF 50", FactSource.Exif),
                        Iso = new(400, FactSource.Exif),
                        Rating = new(4, FactSource.Xmp),
                        Place = new(new("Germany", "DE", null, "Berlin", null), FactSource.Iptc),
                        Position = new(new(52.52, 13.405, null), FactSource.Exif),
                        People = [new(new("Ann", null), FactSource.Xmp)],
                    },
                },
            ],
        };
}
