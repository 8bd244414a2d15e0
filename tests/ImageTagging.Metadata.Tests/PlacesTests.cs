using System.Text;
using ImageTagging.TestSupport;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

/// <summary>Places by position, and those that people wrote.</summary>
public sealed class PlacesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(37.9715, 23.7257, "Athens, Attica, Greece")]
    [InlineData(48.2085, 16.3721, "Vienna, Austria")]
    [InlineData(48.8584, 2.2945, "Paris, Île-de-France, France")]
    [InlineData(41.8902, 12.4922, "Rome, Lazio, Italy")]
    [InlineData(35.6586, 139.7454, "Tokyo, Japan")]
    [InlineData(-33.8568, 151.2153, "Sydney, New South Wales, Australia")]
    [InlineData(64.1466, -21.9426, "Reykjavík, Capital Region, Iceland")]
    // The Acropolis of Lindos, on an island; a beach of Santorini; a village at a border.
    [InlineData(36.0919, 28.0881, "Greece")]
    [InlineData(36.3486, 25.4740, "Greece")]
    [InlineData(47.5950, 7.6115, "Germany")]
    // Countries within another: Lesotho, San Marino, the Vatican.
    [InlineData(-29.3151, 27.4869, "Lesotho")]
    [InlineData(43.9363, 12.4467, "San Marino")]
    [InlineData(41.9022, 12.4539, "Vatican City")]
    // Territories, a country that is none of ISO's, and both sides of the line where days begin.
    [InlineData(18.4655, -66.1057, "Puerto Rico")]
    [InlineData(42.6629, 21.1655, "Kosovo")]
    [InlineData(-16.7900, 179.9900, "Fiji")]
    [InlineData(-16.7900, -179.9500, "Fiji")]
    [InlineData(44.6166, 33.5254, "Ukraine")]
    // In the midst of a desert, on a summit, at a harbour.
    [InlineData(23.4162, 25.6628, "Egypt")]
    [InlineData(46.8523, -121.7603, "Washington, United States")]
    [InlineData(40.6892, -74.0445, "United States")]
    [InlineData(51.5007, -0.1246, "London, England, United Kingdom")]
    public async Task A_position_has_a_country_a_region_and_a_town(double latitude, double longitude, string expected)
    {
        var place = (await AtAsync(latitude, longitude))!;
        Assert.Equal(FactSource.Position, place.Source);
        foreach (var part in expected.Split(", "))
        {
            Assert.Contains(part, place.Value.Name, StringComparison.Ordinal);
        }

        Assert.Equal(expected.Split(", ")[^1], CountryNames.NameOf(place.Value.CountryCode!));
    }

    [Theory]
    [InlineData(30, -45)]
    [InlineData(-60, -150)]
    [InlineData(90, 0)]
    public async Task The_open_sea_has_no_name(double latitude, double longitude) =>
        Assert.Null(await AtAsync(latitude, longitude));

    [Fact]
    public async Task Any_position_is_told_at_once()
    {
        var random = new Random(17);
        await AtAsync(48, 16);
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < 2_000; i++)
        {
            Places.PlaceTable.Shared.Find((random.NextDouble() * 180) - 90, (random.NextDouble() * 360) - 180);
        }

        // Two milliseconds a picture are for all of its facts; a hundredth of it is what this takes.
        var each = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / 2_000;
        Assert.True(each < 2, $"{each:0.###} ms a position.");
    }

    [Fact]
    public async Task What_people_wrote_comes_first_and_the_position_tells_the_rest()
    {
        const string Position = "<exif:GPSLatitude>48,8.4N</exif:GPSLatitude><exif:GPSLongitude>11,34.5E</exif:GPSLongitude>";
        var place = await OfXmpAsync(
            "<photoshop:City>Minga</photoshop:City><photoshop:Country>Deutschland</photoshop:Country>" + Position
        );
        Assert.Equal(new PhotoPlace("Deutschland", "DE", null, "Minga", null), place!.Value);
        Assert.Equal(FactSource.Xmp, place.Source);

        place = await OfXmpAsync("<photoshop:State>Bavaria</photoshop:State>" + Position);
        Assert.Equal(new PhotoPlace("Germany", "DE", "Bavaria", "Munich", null), place!.Value);

        // Sent home from a journey: the position is another country's.
        place = await OfXmpAsync("<photoshop:Country>Japan</photoshop:Country>" + Position);
        Assert.Equal(new PhotoPlace("Japan", "JP", null, null, null), place!.Value);

        place = await OfXmpAsync(
            "<core:CountryCode xmlns:core='http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/'>GRC</core:CountryCode>"
                + "<core:Location xmlns:core='http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/'>Red Beach</core:Location>"
        );
        Assert.Equal(new PhotoPlace("Greece", "GR", null, null, "Red Beach"), place!.Value);
        Assert.Equal("Red Beach, Greece", place.Value.Name);
    }

    [Theory]
    [InlineData("UK", "GB")]
    [InlineData("usa", "US")]
    [InlineData("GRC", "GR")]
    [InlineData("gr", "GR")]
    [InlineData("Griechenland", "GR")]
    [InlineData("Grece", "GR")]
    [InlineData("GRÈCE", "GR")]
    [InlineData("Osterreich", "AT")]
    [InlineData("côte d'ivoire", "CI")]
    [InlineData("Denmark", "DK")]
    [InlineData("Atlantis", null)]
    [InlineData("", null)]
    public void A_country_is_known_by_the_names_that_people_use(string name, string? code) =>
        Assert.Equal(code, CountryNames.CodeOf(name));

    [Theory]
    [InlineData("place:greece", "a.jpg")]
    [InlineData("place:Griechenland", "a.jpg")]
    [InlineData("place:GR", "a.jpg")]
    [InlineData("place:athens", "a.jpg")]
    [InlineData("place:attica", "a.jpg")]
    [InlineData("place:\"greece athens\"", "a.jpg")]
    [InlineData("place:\"Greece/Attica\"", "a.jpg")]
    [InlineData("place=\"Greece/Attica\"", "a.jpg")]
    [InlineData("place:uk", "b.jpg")]
    [InlineData("place:\"great britain\"", "b.jpg")]
    [InlineData("place:malaga", "c.jpg")]
    [InlineData("place:MÁLAGA", "c.jpg")]
    [InlineData("place:spanien", "c.jpg")]
    [InlineData("has:place -place:greece", "b.jpg c.jpg")]
    [InlineData("-has:place", "d.jpg")]
    [InlineData("place:nowhere", "")]
    public async Task Pictures_are_found_by_their_place(string query, string expected)
    {
        using var folder = new TempFolder();
        await WriteAsync(
            folder,
            "a.jpg",
            "<exif:GPSLatitude>37,58.29N</exif:GPSLatitude><exif:GPSLongitude>23,43.54E</exif:GPSLongitude>"
        );
        await WriteAsync(folder, "b.jpg", "<photoshop:Country>United Kingdom</photoshop:Country>");
        await WriteAsync(folder, "c.jpg", "<photoshop:City>Málaga</photoshop:City><photoshop:Country>España</photoshop:Country>");
        await WriteAsync(folder, "d.jpg", "<xmp:Rating>1</xmp:Rating>");
        var index = new InMemoryTagIndex();
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new FolderImageSource(folder.Path))
            .TagWith(new MetadataTagger())
            .IndexInto(index)
            .Build();
        await pipeline.RunAsync(cancellationToken: Cancel);
        var found = await index.SearchAsync(
            new()
            {
                Query = TagQueryParser.Parse(query),
                Sort = SearchSort.Name,
                Facets = [new(FacetField.Place)],
            },
            Cancel
        );
        Assert.Equal(expected, string.Join(' ', found.Hits.Select(h => h.Record.Key)));
        if (expected == "a.jpg")
        {
            Assert.Equal(["Greece", "Greece/Attica", "Greece/Attica/Athens"], found.Facets[0].Values.Select(v => v.Value));
        }
    }

    [Theory]
    [InlineData("gree", "place=\"Greece\"")]
    [InlineData("dog att", "dog place=\"Greece/Attica\"")]
    [InlineData("dog -place:ath", "dog -place=\"Greece/Attica/Athens\"")]
    [InlineData("place:\"united k", "place=\"United Kingdom\"")]
    [InlineData("place:MALA", "place=\"Spain/Málaga\"")]
    [InlineData("place:x", null)]
    public async Task Places_are_suggested_as_they_are_typed(string typed, string? expected)
    {
        using var folder = new TempFolder();
        await WriteAsync(
            folder,
            "a.jpg",
            "<exif:GPSLatitude>37,58.29N</exif:GPSLatitude><exif:GPSLongitude>23,43.54E</exif:GPSLongitude>"
        );
        await WriteAsync(folder, "b.jpg", "<photoshop:Country>United Kingdom</photoshop:Country>");
        await WriteAsync(folder, "c.jpg", "<photoshop:City>Málaga</photoshop:City><photoshop:Country>España</photoshop:Country>");
        var index = new InMemoryTagIndex();
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new FolderImageSource(folder.Path))
            .TagWith(new MetadataTagger())
            .IndexInto(index)
            .Build();
        await pipeline.RunAsync(cancellationToken: Cancel);
        var suggested = await new ImageSearch(index).SuggestAsync(typed, cancellationToken: Cancel);
        Assert.Equal(expected, suggested is [var first, ..] ? first.Text : null);
        Assert.All(suggested, s => Assert.Equal(SuggestionKind.Place, s.Kind));
    }

    private static async Task WriteAsync(TempFolder folder, string name, string xmp) =>
        await File.WriteAllBytesAsync(folder.File(name), WithXmp(xmp), Cancel);

    private static async Task<Fact<PhotoPlace>?> OfXmpAsync(string xmp) =>
        (await new PhotoFactsReader().ReadAsync(new() { Name = "a.jpg", Content = WithXmp(xmp) }, Cancel)).Facts.Place;

    private static async Task<Fact<PhotoPlace>?> AtAsync(double latitude, double longitude)
    {
        var takeout = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $$$"""{"geoData":{"latitude":{{{latitude}}},"longitude":{{{longitude}}}}}"""
        );
        var file = new PhotoFile { Name = "a.jpg", Takeout = Encoding.UTF8.GetBytes(takeout) };
        return (await new PhotoFactsReader().ReadAsync(file, Cancel)).Facts.Place;
    }
}
