using ImageTagging.Serialization;

namespace ImageTagging.Tests.Serialization;

public sealed class FactsWriterTests
{
    [Fact]
    public void Every_fact_comes_back_with_where_it_stands()
    {
        var facts = new PhotoFacts
        {
            Taken = new(
                new(new(2024, 6, 1, 12, 30, 15, 7, DateTimeKind.Unspecified), TimeSpan.FromMinutes(-210), TimeCertainty.Zoned),
                FactSource.Exif
            ),
            CameraMake = new("Canon", FactSource.Exif),
            CameraModel = new("EOS \"R5\"", FactSource.Xmp),
            Lens = new("RF 50", FactSource.Iptc),
            FocalLength = new(50.5, FactSource.Sidecar),
            ExposureTime = new(1d / 320, FactSource.Takeout),
            Aperture = new(1.8, FactSource.FileName),
            Iso = new(400, FactSource.FileTime),
            Duration = new(TimeSpan.FromMilliseconds(12_345), FactSource.Exif),
            Position = new(new(-33.85, 151.2, -4.5), FactSource.Person),
            Place = new(new("Greece", "GR", "Attica", "Athens", "Plaka"), FactSource.Iptc),
            Title = new("été 😀", FactSource.Xmp),
            Description = new("", FactSource.Xmp),
            Rating = new(-1, FactSource.Xmp),
            IsFavourite = new(false, FactSource.Xmp),
            Orientation = new(6, FactSource.Exif),
            Artist = new("Ann", FactSource.Exif),
            Rights = new("all", FactSource.Exif),
            BurstId = new("b", FactSource.Exif),
            LivePhotoId = new("l", FactSource.Exif),
            People = [new(new("Ann", new(0.1, 0.2, 0.3, 0.4)), FactSource.Xmp), new(new("Bob", null), FactSource.Takeout)],
        };
        var json = Stored.Write(w => FactsWriter.Write(w, facts));
        EveryMember.ComesBack(facts, Stored.Read(json, FactsReader.Read));
    }

    [Fact]
    public void What_is_not_known_is_not_written() => Assert.Equal("{}", Stored.Write(w => FactsWriter.Write(w, new())));

    [Fact]
    public void A_number_that_is_none_counts_as_zero()
    {
        var facts = new PhotoFacts { Aperture = new(double.NaN, FactSource.Exif) };
        Assert.Equal("""{"aperture":["exif",0]}""", Stored.Write(w => FactsWriter.Write(w, facts)));
    }

    [Fact]
    public void Every_word_reads_back_as_what_it_stands_for()
    {
        Assert.All(Enum.GetValues<FactSource>(), s => Assert.Equal(s, FactsWriter.Source(FactsWriter.Name(s))));
        Assert.All(Enum.GetValues<TimeCertainty>(), c => Assert.Equal(c, FactsWriter.Certainty(FactsWriter.Name(c))));
        FactField[] given = [FactField.Rating, FactField.Favourite, FactField.Title];
        Assert.All(given, f => Assert.Equal(f, FactsWriter.Given(FactsWriter.Name(f))));
        Assert.Null(FactsWriter.Given("camera"));
    }
}
