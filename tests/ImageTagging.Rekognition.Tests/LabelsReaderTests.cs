using System.Text;
using System.Text.Json;
using ImageTagging.Rekognition.Wire;

namespace ImageTagging.Rekognition.Tests;

/// <summary>Our reader of DetectLabels' answers says what the generated one says.</summary>
public sealed class LabelsReaderTests
{
    private readonly LabelsReader _reader = new();

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData(""" { "Labels" : null, "LabelModelVersion" : null, "ImageProperties" : null } """)]
    [InlineData("""{"Labels":[],"LabelModelVersion":"3.0","New":{"a":[1,{"b":null}]}}""")]
    [InlineData("""{"Labels":[{}],"OrientationCorrection":"ROTATE_0"}""")]
    [InlineData(
        """{"Labels":[{"Name":"Caf\u00e9 \"x\"","Confidence":99.5,"Parents":[{"Name":"Ort"},{"Name":null},{}],"Aliases":null,"Categories":[{"Name":"Plätze","New":[1]}],"Instances":[],"New":{}}]}"""
    )]
    [InlineData(
        """{"Labels":[{"Name":"Car","Confidence":1e1,"Instances":[{"BoundingBox":{"Left":0.1,"Top":0.2,"Width":0.3,"Height":0.4},"Confidence":90},{"DominantColors":[{"Red":1}]}]},{"Name":"Car","Name":"Bus"},{"Name":null}]}"""
    )]
    [InlineData("""{"ImageProperties":{"DominantColors":[{"Red":1,"Green":2,"PixelPercent":3.5}],"Quality":{"Contrast":1.5}}}""")]
    public void Reads_what_the_generated_reader_reads(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var wanted = JsonSerializer.Deserialize(bytes, RekognitionJson.Default.DetectLabelsResponse);

        // The second time the names come from the pool.
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(Text(wanted), Text(_reader.Read(bytes)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("<html>")]
    [InlineData("""{"Labels":[{"Name":"Car"}]""")]
    [InlineData("""{"Labels":[{"Name":"Car"}""")]
    [InlineData("""{"Labels":{}}""")]
    [InlineData("""{"Labels":[1]}""")]
    [InlineData("""{"Labels":[{"Name":1}]}""")]
    [InlineData("""{"Labels":[{"Confidence":"99"}]}""")]
    [InlineData("""{"Labels":[{"Confidence":null}]}""")]
    [InlineData("""{"Labels":[{"Parents":["Vehicle"]}]}""")]
    [InlineData("""{"Labels":[{"Instances":[null]}]}""")]
    [InlineData("""{"Labels":[null]}""")]
    [InlineData("""{"LabelModelVersion":3}""")]
    [InlineData("""{"ImageProperties":[]}""")]
    [InlineData("""{} {}""")]
    public void Refuses_what_is_no_answer(string json) =>
        Assert.ThrowsAny<JsonException>(() => _reader.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Refuses_bytes_that_are_no_text() =>
        Assert.ThrowsAny<JsonException>(() => _reader.Read([.. """{"Labels":[{"Name":" """u8, 0xC3, 0x28, .. "\"}]}"u8]));

    [Fact]
    public void Every_cut_of_an_answer_is_refused()
    {
        var bytes =
            """{"Labels":[{"Name":"Car","Confidence":9.5,"Parents":[{"Name":"Vehicle"}],"Instances":[{"Confidence":1}]}]}"""u8;

        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length].ToArray();
            Assert.ThrowsAny<JsonException>(() => _reader.Read(cut));
        }
    }

    [Fact]
    public void More_names_than_the_pool_holds_stay_right()
    {
        var names = Enumerable.Range(0, 30_000).Select(i => $"Name {i}").ToArray();
        var bytes = Encoding.UTF8.GetBytes(
            $$"""{"Labels":[{{string.Join(',', names.Select(n => $$"""{"Name":"{{n}}"}"""))}}]}"""
        );

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(names, _reader.Read(bytes)!.Labels.Select(l => l.Name));
        }
    }

    private static string Text(DetectLabelsResponse? response) =>
        JsonSerializer.Serialize(response!, RekognitionJson.Default.DetectLabelsResponse);
}
