using System.Text.Json;
using ImageTagging.Testing;

namespace ImageTagging.Rekognition.Tests;

public sealed class TaggerTests : IAsyncDisposable
{
    private const string Arn = "arn:aws:rekognition:us-east-1:123456789012:project/cats/version/cats.2026/1700000000000";

    private readonly RekognitionDouble _server = RekognitionDouble.StartAsync().GetAwaiter().GetResult();
    private readonly RekognitionClient _client;
    private readonly FakeImageSource _bucket = new("s3://pictures");

    public TaggerTests() => _client = Doubles.ClientOf(_server);

    [Fact]
    public async Task Labels_keep_names_parents_aliases_categories_and_boxes()
    {
        _server.Answer(
            "a.jpg",
            new ImageLabel
            {
                Name = "Car",
                Confidence = 98.87,
                Parents = ["Vehicle"],
                Aliases = ["Automobile"],
                Categories = ["Vehicles and Automotive"],
                Boxes = [new(0.1, 0.2, 0.3, 0.4, 97.5)],
            },
            new ImageLabel { Name = "Road", Confidence = 74.9 }
        );

        var result = await new RekognitionLabelTagger(_client).TagAsync(Doubles.ImageOf(_bucket, "a.jpg"));

        var label = Assert.Single(result.Labels);
        Assert.Equal(("Car", 98.87), (label.Name, label.Confidence));
        Assert.Equal(["Vehicle"], label.Parents);
        Assert.Equal(["Automobile"], label.Aliases);
        Assert.Equal(["Vehicles and Automotive"], label.Categories);
        Assert.Equal([new BoundingBox(0.1, 0.2, 0.3, 0.4, 97.5)], label.Boxes);
        Assert.Equal("3.0", result.ModelVersion);
        Assert.True(result.IsListedContent);
        var asked = JsonDocument.Parse(Assert.Single(_server.Calls).Request).RootElement;
        Assert.Equal((10, 75), (asked.GetProperty("MaxLabels").GetInt32(), asked.GetProperty("MinConfidence").GetInt32()));
        Assert.False(asked.TryGetProperty("Features", out _));
        Assert.Equal(0, _bucket.Reads);
    }

    [Fact]
    public async Task A_box_that_reaches_beyond_the_picture_ends_at_its_edge()
    {
        _server.Answer(
            "a.jpg",
            new ImageLabel
            {
                Name = "Cat",
                Confidence = 99,
                Boxes = [new(-0.25, 0.5, 0.5, 0.75)],
            }
        );

        var result = await new RekognitionLabelTagger(_client).TagAsync(Doubles.ImageOf(_bucket, "a.jpg"));

        Assert.Equal([new BoundingBox(0, 0.5, 0.25, 0.5, 99)], Assert.Single(result.Labels).Boxes);
    }

    [Fact]
    public async Task Filters_are_the_services_to_apply()
    {
        _server.Answer(
            "a.jpg",
            new ImageLabel
            {
                Name = "Cat",
                Confidence = 99,
                Categories = ["Animals and Pets"],
            },
            new ImageLabel
            {
                Name = "Dog",
                Confidence = 98,
                Categories = ["Animals and Pets"],
            },
            new ImageLabel
            {
                Name = "Sofa",
                Confidence = 97,
                Categories = ["Furniture"],
            }
        );
        var tagger = new RekognitionLabelTagger(
            _client,
            new() { IncludeCategories = ["Animals and Pets"], ExcludeLabels = ["Dog"] }
        );

        var result = await tagger.TagAsync(Doubles.ImageOf(_bucket, "a.jpg"));

        Assert.Equal(["Cat"], result.Labels.Select(l => l.Name));
    }

    [Fact]
    public async Task Dominant_colours_become_labels_and_shades_are_added_up()
    {
        _server.Answer("a.jpg", new ImageLabel { Name = "Sea", Confidence = 99 });
        var tagger = new RekognitionLabelTagger(_client, new() { DominantColors = 4, MinColorPercent = 25 });

        var result = await tagger.TagAsync(Doubles.ImageOf(_bucket, "a.jpg"));

        Assert.Equal(["Sea", "Blue color", "White color"], result.Labels.Select(l => l.Name));
        Assert.All(result.Labels.Skip(1), l => Assert.Equal((100d, "Colors"), (l.Confidence, Assert.Single(l.Categories))));
        Assert.Equal(result.Labels, tagger.Info.Select(result.Labels));

        var alone = new RekognitionLabelTagger(_client, new() { Labels = false, DominantColors = 1 });
        Assert.Equal(["Blue color"], (await alone.TagAsync(Doubles.ImageOf(_bucket, "a.jpg"))).Labels.Select(l => l.Name));
    }

    [Fact]
    public async Task Custom_labels_of_one_name_are_one_label_with_a_box_each()
    {
        _server.Answer(
            "a.jpg",
            new ImageLabel
            {
                Name = "Logo",
                Confidence = 90,
                Boxes = [new(0, 0, 0.1, 0.1, 80), new(0.5, 0.5, 0.1, 0.1, 91.5)],
            },
            new ImageLabel { Name = "Shelf", Confidence = 60 }
        );
        var tagger = new RekognitionCustomLabelsTagger(_client, new() { ProjectVersionArn = Arn });

        var result = await tagger.TagAsync(Doubles.ImageOf(_bucket, "a.jpg"));

        Assert.Equal([("Logo", 91.5, 2), ("Shelf", 60, 0)], result.Labels.Select(l => (l.Name, l.Confidence, l.Boxes.Count)));
        Assert.DoesNotContain("MinConfidence", Assert.Single(_server.Calls).Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moderation_labels_have_all_broader_labels_as_parents()
    {
        _server.Answer(
            "a.jpg",
            new ImageLabel { Name = "Violence", Confidence = 92 },
            new ImageLabel
            {
                Name = "Weapons",
                Confidence = 92,
                Parents = ["Violence"],
            },
            new ImageLabel
            {
                Name = "Knife",
                Confidence = 91,
                Parents = ["Weapons"],
            }
        );

        var result = await new RekognitionModerationTagger(_client, new() { ContentTypes = true }).TagAsync(
            Doubles.ImageOf(_bucket, "a.jpg")
        );

        Assert.Equal(["Weapons", "Violence"], result.Labels.Single(l => l.Name == "Knife").Parents);
        Assert.Equal(["Content type"], result.Labels.Single(l => l.Name == "Illustrated").Categories);
        var plain = await new RekognitionModerationTagger(_client).TagAsync(Doubles.ImageOf(_bucket, "a.jpg"));
        Assert.DoesNotContain(plain.Labels, l => l.Name == "Illustrated");
    }

    [Fact]
    public async Task A_harmless_picture_has_an_answer_without_labels()
    {
        _server.Answer("a.jpg");

        Assert.Empty((await new RekognitionModerationTagger(_client).TagAsync(Doubles.ImageOf(_bucket, "a.jpg"))).Labels);
    }

    [Theory]
    [InlineData(TextUnit.Words, "No", "Parking", "Exit")]
    [InlineData(TextUnit.Lines, "No Parking", "Exit")]
    [InlineData(TextUnit.LinesAndWords, "No Parking", "Exit", "No", "Parking")]
    public async Task Text_becomes_words_or_lines(TextUnit unit, params string[] expected)
    {
        _server.Answer(
            "a.jpg",
            new ImageLabel
            {
                Name = "No Parking",
                Confidence = 99,
                Boxes = [new(0, 0, 0.5, 0.1)],
            },
            new ImageLabel { Name = "Exit", Confidence = 95 },
            new ImageLabel { Name = "Exit", Confidence = 88 }
        );

        var result = await new RekognitionTextTagger(_client, new() { Unit = unit }).TagAsync(Doubles.ImageOf(_bucket, "a.jpg"));

        Assert.Equal(expected, result.Labels.Select(l => l.Name));
        Assert.Equal(95, result.Labels.Single(l => l.Name == "Exit").Confidence);
    }

    [Fact]
    public void Prices_quotas_and_limits_are_told_to_the_pipeline()
    {
        var info = new RekognitionLabelTagger(_client).Info;

        Assert.Equal(
            ("rekognition", true, 0.001m, 50d, 128),
            (info.Name, info.IsMetered, info.PricePerCall, info.CallsPerSecond, info.MaxConcurrency)
        );
        Assert.Equal((80, 10_000), (info.Limits.MinSide, info.Limits.MaxSide));
        Assert.Equal(64, new RekognitionCustomLabelsTagger(_client, new() { ProjectVersionArn = Arn }).Info.Limits.MinSide);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }
}
