using System.Text.Json;
using ImageTagging.Testing.Rekognition;
using ImageTagging.TestSupport;

namespace ImageTagging.Rekognition.Tests;

/// <summary>The double's facts and the client's types, held against the service's own model.</summary>
public sealed class ServiceModelTests
{
    private static readonly string[] s_operations =
    [
        "DetectLabels",
        "DetectCustomLabels",
        "DetectModerationLabels",
        "DetectText",
    ];

    private static JsonElement Model() =>
        JsonDocument.Parse(File.ReadAllBytes(TestPaths.RequireShared("rekognition-model/service-2.json"))).RootElement;

    [Fact]
    public void The_double_checks_what_the_model_says()
    {
        var shapes = Model().GetProperty("shapes");

        Assert.Equal(s_operations.Order(), RequestShapes.ByOperation.Keys.Order());
        foreach (var operation in s_operations)
        {
            Compare(operation + "Request", RequestShapes.ByOperation[operation], operation);
        }

        void Compare(string name, Shape ours, string at)
        {
            var theirs = shapes.GetProperty(name);
            int? min = theirs.TryGetProperty("min", out var least) ? least.GetInt32() : null;
            int? max = theirs.TryGetProperty("max", out var most) ? most.GetInt32() : null;
            switch (theirs.GetProperty("type").GetString())
            {
                case "structure":
                    var structure = Assert.IsType<StructureShape>(ours);
                    var members = theirs.GetProperty("members").EnumerateObject().ToArray();
                    Assert.Equal(members.Select(m => m.Name).Order(), structure.Members.Keys.Order());
                    var required = theirs.TryGetProperty("required", out var list)
                        ? list.EnumerateArray().Select(r => r.GetString()!)
                        : [];
                    Assert.Equal(required.Order(), structure.Required.Order());
                    foreach (var member in members)
                    {
                        Compare(
                            member.Value.GetProperty("shape").GetString()!,
                            structure.Members[member.Name],
                            $"{at}.{member.Name}"
                        );
                    }

                    break;
                case "list":
                    var asList = Assert.IsType<ListShape>(ours);
                    Assert.True((min, max) == (asList.Min, asList.Max), at);
                    Compare(theirs.GetProperty("member").GetProperty("shape").GetString()!, asList.Member, at + "[]");
                    break;
                case "string":
                    var text = Assert.IsType<TextShape>(ours);
                    Assert.True((min, max) == (text.Min, text.Max), at);
                    Assert.Equal(theirs.TryGetProperty("pattern", out var pattern) ? pattern.GetString() : null, text.Pattern);
                    Assert.Equal(
                        theirs.TryGetProperty("enum", out var values) ? values.EnumerateArray().Select(v => v.GetString()) : null,
                        text.Values
                    );
                    break;
                case "blob":
                    Assert.True(new BlobShape(min, max) == ours, at);
                    break;
                case var type:
                    Assert.Contains(type, (string[])["integer", "float"]);
                    Assert.True(new NumberShape(type == "integer", min, max) == ours, at);
                    break;
            }
        }
    }

    [Fact]
    public void The_clients_types_have_every_member_of_the_model()
    {
        var shapes = Model().GetProperty("shapes");
        foreach (var operation in s_operations)
        {
            Compare(operation + "Request", Type(operation + "Request"));
            Compare(operation + "Response", Type(operation + "Response"));
        }

        static Type Type(string name) =>
            typeof(IRekognitionClient).Assembly.GetType("ImageTagging.Rekognition." + name, throwOnError: true)!;

        void Compare(string name, Type ours)
        {
            foreach (var member in shapes.GetProperty(name).GetProperty("members").EnumerateObject())
            {
                // The service no longer fills this one in.
                if (member.Name == "OrientationCorrection")
                {
                    continue;
                }

                var property = ours.GetProperty(member.Name);
                Assert.True(property is not null, $"{ours.Name} lacks {member.Name}.");
                var shape = shapes.GetProperty(member.Value.GetProperty("shape").GetString()!);
                var element = property.PropertyType;
                if (shape.GetProperty("type").GetString() == "list")
                {
                    shape = shapes.GetProperty(shape.GetProperty("member").GetProperty("shape").GetString()!);
                    element = element.GetGenericArguments()[0];
                }

                if (shape.GetProperty("type").GetString() == "structure")
                {
                    Compare(shapes.EnumerateObject().First(s => s.Value.GetRawText() == shape.GetRawText()).Name, element);
                }
            }
        }
    }

    [Theory]
    [InlineData("""{"Image":{"S3Object":{"Bucket":"b1b","Name":"k"}},"MinimumConfidence":70}""", "MinimumConfidence")]
    [InlineData("""{"MaxLabels":3}""", "Image")]
    [InlineData("""{"Image":{"S3Object":{"Bucket":"b","Name":"k"}}}""", "Bucket")]
    [InlineData("""{"Image":{"S3Object":{"Bucket":"b/c","Name":"k"}}}""", "Bucket")]
    [InlineData("""{"Image":{"S3Object":{"Bucket":"bbb","Name":""}}}""", "Name")]
    [InlineData("""{"Image":{"Bytes":"***"}}""", "Bytes")]
    [InlineData("""{"Image":{},"MaxLabels":1.5}""", "MaxLabels")]
    [InlineData("""{"Image":{},"MaxLabels":-1}""", "MaxLabels")]
    [InlineData("""{"Image":{},"MinConfidence":100.5}""", "MinConfidence")]
    [InlineData("""{"Image":{},"Features":["FACES"]}""", "Features[0]")]
    [InlineData("""{"Image":{},"Settings":{"GeneralLabels":{"LabelInclusionFilters":["{x}"]}}}""", "LabelInclusionFilters[0]")]
    [InlineData("""{"Image":{},"Settings":{"ImageProperties":{"MaxDominantColors":21}}}""", "MaxDominantColors")]
    public void A_request_outside_the_model_is_refused_with_the_place(string request, string place)
    {
        using var json = JsonDocument.Parse(request);

        Assert.Contains(
            place,
            RequestCheck.Find(json.RootElement, RequestShapes.ByOperation["DetectLabels"], "request"),
            StringComparison.Ordinal
        );
    }
}
