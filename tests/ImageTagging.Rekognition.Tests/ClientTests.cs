using ImageTagging.Testing;

namespace ImageTagging.Rekognition.Tests;

public sealed class ClientTests
{
    [Fact]
    public async Task DetectLabels_says_what_the_service_says()
    {
        await using var server = await RekognitionDouble.StartAsync("eu-west-1");
        server.Answer(
            "s3://pictures/a.jpg",
            new ImageLabel
            {
                Name = "Car",
                Confidence = 98.87621,
                Parents = ["Vehicle", "Transportation"],
                Aliases = ["Automobile"],
                Categories = ["Vehicles and Automotive"],
                Boxes = [new(0.1, 0.2, 0.3, 0.4, 97.5)],
            }
        );
        using var client = Doubles.ClientOf(server);

        var answer = await client.DetectLabelsAsync(new() { Image = Doubles.Object() });

        var label = Assert.Single(answer.Labels);
        Assert.Equal(("Car", 98.87621), (label.Name, label.Confidence));
        Assert.Equal(["Vehicle", "Transportation"], label.Parents.Select(p => p.Name));
        Assert.Equal(["Automobile"], label.Aliases.Select(p => p.Name));
        Assert.Equal(["Vehicles and Automotive"], label.Categories.Select(p => p.Name));
        var seen = Assert.Single(label.Instances);
        Assert.Equal(
            new RekognitionBox
            {
                Left = 0.1,
                Top = 0.2,
                Width = 0.3,
                Height = 0.4,
            },
            seen.BoundingBox
        );
        Assert.Equal(97.5, seen.Confidence);
        Assert.Equal("3.0", answer.LabelModelVersion);
        Assert.True(Assert.Single(server.Calls).IsPaid);
    }

    [Fact]
    public async Task Every_request_option_passes_the_service_model()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        const string Arn = "arn:aws:rekognition:us-east-1:123456789012:project/cats/version/cats.2026/1700000000000";

        await client.DetectLabelsAsync(
            new()
            {
                Image = Doubles.Object(version: "v1"),
                MaxLabels = 10,
                MinConfidence = 75.5,
                Features = ["GENERAL_LABELS", "IMAGE_PROPERTIES"],
                Settings = new()
                {
                    GeneralLabels = new()
                    {
                        LabelInclusionFilters = ["Cat"],
                        LabelExclusionFilters = ["Dog"],
                        LabelCategoryInclusionFilters = ["Animals and Pets"],
                        LabelCategoryExclusionFilters = ["Weapons and Military"],
                    },
                    ImageProperties = new() { MaxDominantColors = 5 },
                },
            }
        );
        await client.DetectCustomLabelsAsync(
            new()
            {
                ProjectVersionArn = Arn,
                Image = Doubles.Object(),
                MaxResults = 3,
                MinConfidence = 1,
            }
        );
        await client.DetectModerationLabelsAsync(
            new()
            {
                Image = new() { Bytes = Pictures.Png(100, 100) },
                MinConfidence = 60,
                ProjectVersion = Arn,
                HumanLoopConfig = new()
                {
                    HumanLoopName = "review-1",
                    FlowDefinitionArn = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/f",
                    DataAttributes = new() { ContentClassifiers = ["FreeOfAdultContent"] },
                },
            }
        );
        await client.DetectTextAsync(
            new()
            {
                Image = Doubles.Object(),
                Filters = new()
                {
                    WordFilter = new()
                    {
                        MinConfidence = 80,
                        MinBoundingBoxHeight = 0.1,
                        MinBoundingBoxWidth = 0.05,
                    },
                    RegionsOfInterest =
                    [
                        new()
                        {
                            BoundingBox = new() { Width = 1, Height = 0.5 },
                        },
                        new() { Polygon = [new() { X = 0, Y = 0 }, new() { X = 1, Y = 0 }, new() { X = 1, Y = 1 }] },
                    ],
                },
            }
        );

        Assert.Equal(4, server.Calls.Count);
        Assert.All(server.Calls, call => Assert.Equal(RekognitionOutcome.Served, call.Outcome));
    }

    [Fact]
    public async Task Unknown_and_null_members_of_an_answer_are_passed_over()
    {
        await using var server = await RekognitionDouble.StartAsync();
        server.UnknownMembers = """ "New":{"Deep":[1,{"X":null}]},"OrientationCorrection":"ROTATE_0" """;
        server.Answer("a.jpg", new ImageLabel { Name = "Cat", Confidence = 90 });
        using var client = Doubles.ClientOf(server);
        Assert.Equal("Cat", Assert.Single((await client.DetectLabelsAsync(new() { Image = Doubles.Object() })).Labels).Name);

        server.FailNext(
            RekognitionFault.Raw(
                200,
                "application/x-amz-json-1.1",
                """{"Labels":[{"Name":"Dog","Confidence":80,"Parents":null,"Instances":null}],"ImageProperties":null}"""
            )
        );
        var label = Assert.Single((await client.DetectLabelsAsync(new() { Image = Doubles.Object() })).Labels);

        Assert.Equal("Dog", label.Name);
        Assert.Empty(label.Parents);
    }

    [Theory]
    [InlineData("plain.jpg")]
    [InlineData("a folder/with spaces & + % signs/ä ö ü.jpg")]
    [InlineData("//double//slashes/../dots")]
    [InlineData("tab\tnewline\ncontrol\u0001.jpg")]
    [InlineData("emoji 😀 and quotes \" ' \\ .png")]
    [InlineData("<script>alert(1)</script>&amp;")]
    public async Task Keys_of_every_odd_kind_arrive_as_they_are(string key)
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);

        await client.DetectLabelsAsync(new() { Image = Doubles.Object(key) });

        Assert.Equal(key, Assert.Single(server.Calls).Key);
    }

    [Fact]
    public async Task Bytes_arrive_as_they_are()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        var bytes = Pictures.Png(300, 200, 100_001);
        new Random(7).NextBytes(bytes.AsSpan(64));

        await client.DetectTextAsync(new() { Image = new() { Bytes = bytes } });

        var call = Assert.Single(server.Calls);
        Assert.Equal(bytes.Length, call.ByteCount);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), call.Image);
    }

    [Fact]
    public async Task Many_calls_at_once_each_get_their_own_answer()
    {
        await using var server = await RekognitionDouble.StartAsync();
        server.AnswerFor = call => [new() { Name = "Label of " + call.Key, Confidence = 99 }];
        using var client = Doubles.ClientOf(server);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 500),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (i, token) =>
            {
                var answer = await client.DetectLabelsAsync(new() { Image = Doubles.Object($"k{i}") }, token);
                Assert.Equal($"Label of k{i}", Assert.Single(answer.Labels).Name);
            }
        );

        Assert.Equal(500, server.CallCount);
    }

    [Fact]
    public void Options_out_of_range_are_told_all_at_once()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            new RekognitionClient(
                new()
                {
                    Region = "Frankfurt!",
                    ServiceUrl = "ftp://x",
                    RequestTimeout = TimeSpan.Zero,
                    ConnectTimeout = TimeSpan.FromHours(1),
                }
            )
        );

        Assert.Equal("InvalidOptions", fault.Code);
        Assert.All(
            (string[])["Region", "ServiceUrl", "RequestTimeout", "ConnectTimeout"],
            name => Assert.Contains(name, fault.Message, StringComparison.Ordinal)
        );
    }
}
