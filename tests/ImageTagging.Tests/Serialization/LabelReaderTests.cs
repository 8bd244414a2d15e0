using System.Text.Json;
using ImageTagging.Serialization;

namespace ImageTagging.Tests.Serialization;

public sealed class LabelReaderTests
{
    [Fact]
    public void Every_member_comes_back()
    {
        var label = new ImageLabel
        {
            Name = "Cat \"été\"",
            Confidence = 93.123456,
            Parents = ["Animal", ""],
            Aliases = ["Kitty"],
            Categories = ["Animals and Pets"],
            Boxes = [new(0.1, 0.2, 0.3, 0.4), new(0, 0, 1, 1, 0.5)],
            Area = 0.25,
            Models = ["one", "two"],
        };
        var json = Stored.Write(w => StateWriter.Labels(w, [label]));
        EveryMember.ComesBack(label, Assert.Single(Stored.Read(json, StateReader.Labels)));
    }

    [Fact]
    public void What_a_newer_version_adds_is_passed_over() =>
        Assert.Equal("a", Read("""{"newer":{"a":[1]},"name":"a","confidence":1,"newest":null}""").Name);

    [Theory]
    [InlineData("""{"name":"a"}""")]
    [InlineData("""{"confidence":1}""")]
    [InlineData("""{"name":null,"confidence":1}""")]
    [InlineData("""{"name":"a","confidence":1,"boxes":[[1,2,3]]}""")]
    [InlineData("""{"name":"a","confidence":1,"boxes":[[1,2,3,4,5,6]]}""")]
    [InlineData("""{"name":"a","confidence":1,"parents":"b"}""")]
    [InlineData("[]")]
    public void A_label_that_is_not_whole_is_told(string json) => Assert.Throws<JsonException>(() => Read(json));

    private static ImageLabel Read(string json) => Stored.Read(json, LabelReader.Label);
}
