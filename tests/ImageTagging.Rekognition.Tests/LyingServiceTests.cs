using ImageTagging.Testing;

namespace ImageTagging.Rekognition.Tests;

/// <summary>Answers that the service never gives: each is a passing fault, or labels that an index can hold.</summary>
public sealed class LyingServiceTests
{
    private const string Box = "{\"Left\":{0},\"Top\":{0},\"Width\":{1},\"Height\":{1}}";

    public static TheoryData<string, int?> Answers =>
        new()
        {
            { """{"Labels":[{"Name":"Cat","Confidence":1e999}]}""", 1 },
            { """{"Labels":[{"Name":"Cat","Confidence":-1e999}]}""", 1 },
            { """{"Labels":[{"Name":"Cat","Confidence":"high"}]}""", null },
            { """{"Labels":[{"Name":7,"Confidence":90}]}""", null },
            { """{"Labels":[{"Confidence":90}]}""", 0 },
            { """{"Labels":[{"Name":null,"Confidence":90}]}""", 0 },
            { """{"Labels":[{"Name":"  ","Confidence":90}]}""", 0 },
            { """{"Labels":{"Name":"Cat"}}""", null },
            { """{"Labels":[null]}""", null },
            { """{"Labels":[[]]}""", null },
            { """[]""", null },
            { """null""", null },
            { """{"Labels":[]} {"Labels":[]}""", null },
            { """{"Labels":[{"Name":"Cat","Confidence":90,"Instances":[null]}]}""", null },
            { """{"Labels":[{"Name":"Cat","Confidence":90,"Instances":[{"BoundingBox":null}]}]}""", 1 },
            { Boxed("-1e999", "1e999"), 1 },
            { Boxed("1e999", "-1e999"), 1 },
            { Boxed("-5", "1e308"), 1 },
            { "{\"Labels\":[{\"Name\":\"" + new string('n', 100_000) + "\",\"Confidence\":90}]}", 0 },
            {
                "{\"Labels\":[{\"Name\":\"Cat\",\"Confidence\":90,\"Parents\":[{\"Name\":\""
                    + new string('n', 100_000)
                    + "\"},{\"Name\":\"Animal\"}]}]}",
                1
            },
            {
                "{\"Labels\":["
                    + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{{\"Name\":\"L{i}\",\"Confidence\":90}}"))
                    + "]}",
                1_000
            },
            { new string('[', 100_000), null },
            { "{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), null },
            { """{"Labels":[],"LabelModelVersion":7}""", null },
            { """{"Labels":[],"ImageProperties":{"DominantColors":[{"SimplifiedColor":"blue","PixelPercent":1e999}]}}""", 0 },
        };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_a_passing_fault_or_labels_that_an_index_can_hold(string json, int? labels)
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        var tagger = new RekognitionLabelTagger(client);
        var source = new FakeImageSource("s3://pictures");
        var image = Doubles.ImageOf(source, "a.jpg");
        server.FailNext(RekognitionFault.Raw(200, "application/x-amz-json-1.1", json));
        if (labels is null)
        {
            var fault = await Assert.ThrowsAsync<RekognitionException>(async () => await tagger.TagAsync(image));
            Assert.Equal((FailureKind.Transient, "UnreadableAnswer", true), (fault.Kind, fault.Code, fault.MayHaveCost));
            Assert.InRange(fault.Message.Length, 1, 500);
            return;
        }

        var result = await tagger.TagAsync(image);
        Assert.InRange(result.Labels.Count, labels.Value, labels.Value + 1);
        Assert.All(result.Labels, Fits);
    }

    public static TheoryData<string> Others =>
        [
            "null",
            "[]",
            "{}",
            """{"CustomLabels":null,"ModerationLabels":null,"TextDetections":null,"ContentTypes":null}""",
            """{"CustomLabels":[null],"ModerationLabels":[null],"TextDetections":[null],"ContentTypes":[null]}""",
            """{"CustomLabels":7,"ModerationLabels":7,"TextDetections":7}""",
            """{"CustomLabels":[{}],"ModerationLabels":[{}],"TextDetections":[{}],"ContentTypes":[{}]}""",
            Named("\"Name\":null,\"DetectedText\":null,\"ParentName\":null,\"Geometry\":null"),
            Named("\"Name\":\"\\ud800\",\"DetectedText\":\"\\ud800\""),
            Named("\"Name\":\"a\",\"DetectedText\":\"a\",\"Type\":\"WORD\",\"ParentName\":\"a\",\"Confidence\":1e999"),
            Named(
                "\"Name\":\"a\",\"DetectedText\":\"a\",\"Type\":\"LINE\",\"Confidence\":90,\"Geometry\":{\"BoundingBox\":{\"Left\":-1e999,\"Top\":5,\"Width\":1e999,\"Height\":-1},\"Polygon\":[null]}"
            ),
            Named(
                $"\"Name\":\"{new string('n', 100_000)}\",\"DetectedText\":\"{new string('n', 100_000)}\",\"Type\":\"WORD\",\"Confidence\":90"
            ),
            Named(
                string.Join(
                    "},{",
                    Enumerable
                        .Range(0, 5_000)
                        .Select(i => $"\"Name\":\"n{i}\",\"DetectedText\":\"n{i}\",\"Type\":\"LINE\",\"Confidence\":90")
                )
            ),
        ];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task So_is_an_answer_of_each_other_operation(string json)
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        const string Arn = "arn:aws:rekognition:eu-west-1:111122223333:project/p/version/v/1700000000000";
        var image = Doubles.ImageOf(new FakeImageSource("s3://pictures"), "a.jpg");
        ITagger[] taggers =
        [
            new RekognitionCustomLabelsTagger(client, new() { ProjectVersionArn = Arn }),
            new RekognitionModerationTagger(client, new() { ContentTypes = true }),
            new RekognitionTextTagger(client),
        ];
        foreach (var tagger in taggers)
        {
            server.FailNext(RekognitionFault.Raw(200, "application/x-amz-json-1.1", json));
            try
            {
                var result = await tagger.TagAsync(image);
                Assert.InRange(result.Labels.Count, 0, 2_000);
                Assert.All(result.Labels, Fits);
            }
            catch (RekognitionException fault)
            {
                Assert.Equal((FailureKind.Transient, "UnreadableAnswer", true), (fault.Kind, fault.Code, fault.MayHaveCost));
            }
        }
    }

    private static string Named(string members) =>
        $"{{\"CustomLabels\":[{{{members}}}],\"ModerationLabels\":[{{{members}}}],\"TextDetections\":[{{{members}}}],\"ContentTypes\":[{{{members}}}]}}";

    private static void Fits(ImageLabel label)
    {
        Assert.InRange(label.Confidence, 0, 100);
        Assert.All([label.Name, .. label.Parents, .. label.Aliases, .. label.Categories], n => Assert.InRange(n.Length, 1, 256));
        Assert.All(
            label.Boxes,
            b =>
            {
                Assert.All([b.Left, b.Top, b.Width, b.Height], v => Assert.InRange(v, 0, 1));
                Assert.InRange(b.Left + b.Width, 0, 1);
                Assert.InRange(b.Top + b.Height, 0, 1);
            }
        );
    }

    private static string Boxed(string place, string size) =>
        "{\"Labels\":[{\"Name\":\"Cat\",\"Confidence\":90,\"Instances\":[{\"Confidence\":1e999,\"BoundingBox\":"
        + Box.Replace("{0}", place, StringComparison.Ordinal).Replace("{1}", size, StringComparison.Ordinal)
        + "}]}]}";
}
