using System.Text.Json;
using ImageTagging.Serialization;

namespace ImageTagging.Tests.Serialization;

public sealed class FactsReaderTests
{
    [Fact]
    public void What_a_newer_version_adds_is_passed_over()
    {
        var facts = Read(
            """{"newer":[1,{"a":[]}],"iso":["exif",400,"auto",{}],"position":["xmp",1,2,3,"egm96"],"people":[["xmp","Ann",0,0,1,1,9]]}"""
        );
        Assert.Equal(400, facts.Iso!.Value);
        Assert.Equal(new(1, 2, 3), facts.Position!.Value);
        Assert.Equal("Ann", Assert.Single(facts.People).Value.Name);
    }

    [Fact]
    public void A_place_or_a_certainty_that_only_a_newer_version_knows_is_the_least_sure()
    {
        var facts = Read("""{"taken":["cloud","atomic",0],"iso":["cloud",100]}""");
        Assert.Equal((FactSource.FileTime, TimeCertainty.Guess), (facts.Taken!.Source, facts.Taken.Value.Certainty));
        Assert.Equal(FactSource.FileTime, facts.Iso!.Source);
    }

    [Fact]
    public void A_time_without_a_zone_a_place_without_a_height_and_a_person_without_a_box_are_whole()
    {
        var facts = Read("""{"taken":["exif","local",-1],"position":["exif",1,2],"people":[["xmp","Ann"]]}""");
        Assert.Equal((new DateTime(1969, 12, 31, 23, 59, 59, 999), null), (facts.Taken!.Value.Local, facts.Taken.Value.Offset));
        Assert.Null(facts.Position!.Value.Altitude);
        Assert.Null(facts.People[0].Value.Box);
    }

    [Theory]
    [InlineData("""{"iso":400}""")]
    [InlineData("""{"iso":["exif","much"]}""")]
    [InlineData("""{"iso":[null,400]}""")]
    [InlineData("""{"title":["exif",null]}""")]
    [InlineData("""{"people":{}}""")]
    [InlineData("[]")]
    public void What_is_damaged_is_told(string json) =>
        Assert.True(Record.Exception(() => Read(json)) is JsonException or InvalidOperationException);

    private static PhotoFacts Read(string json) => Stored.Read(json, FactsReader.Read);
}
