namespace ImageTagging.Rekognition.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_told_at_once_with_the_services_limit()
    {
        var faults = new RekognitionLabelOptions
        {
            Name = "No Good",
            MaxLabels = 1001,
            MinConfidence = 100.5,
            DominantColors = 21,
            MinColorPercent = -1,
            IncludeLabels = [.. Enumerable.Repeat("Cat", 101)],
            ExcludeCategories = ["{b}"],
            PricePerCall = -1,
            CallsPerSecond = 0,
            MaxConcurrency = 1025,
            Transfer = (ImageTransfer)9,
            Client = { Region = "?" },
        }.Validate();

        Assert.All(
            (string[])
                [
                    "Name",
                    "MaxLabels is 1001; the service takes 1–1,000",
                    "MinConfidence is 100.5; the service takes 0–100",
                    "DominantColors is 21; the service takes 0–20",
                    "MinColorPercent",
                    "IncludeLabels has 101 entries; the service takes 100",
                    "ExcludeCategories",
                    "PricePerCall",
                    "CallsPerSecond",
                    "MaxConcurrency",
                    "Transfer",
                    "Client.Region",
                ],
            part => Assert.Contains(faults, fault => fault.Contains(part, StringComparison.Ordinal))
        );
        Assert.Equal(12, faults.Count);
    }

    [Fact]
    public void Defaults_are_valid_but_for_what_must_be_given()
    {
        Assert.Empty(new RekognitionLabelOptions().Validate());
        Assert.Empty(new RekognitionModerationOptions().Validate());
        Assert.Empty(new RekognitionTextOptions().Validate());
        Assert.Contains(
            "ProjectVersionArn",
            Assert.Single(new RekognitionCustomLabelsOptions().Validate()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Asking_for_nothing_is_a_fault()
    {
        Assert.NotEmpty(new RekognitionLabelOptions { Labels = false }.Validate());
        Assert.NotEmpty(
            new RekognitionLabelOptions
            {
                Labels = false,
                DominantColors = 1,
                IncludeLabels = ["Cat"],
            }.Validate()
        );
    }

    [Fact]
    public void A_models_region_must_be_the_clients() =>
        Assert.Contains(
            "The model is in eu-west-1",
            Assert.Single(
                new RekognitionCustomLabelsOptions
                {
                    ProjectVersionArn = "arn:aws:rekognition:eu-west-1:123456789012:project/cats/version/cats.2026/1700000000000",
                    Client = { Region = "us-east-1" },
                }.Validate()
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Text_options_have_their_ranges() =>
        Assert.Equal(
            4,
            new RekognitionTextOptions
            {
                Unit = (TextUnit)7,
                MinHeight = 1.5,
                MinConfidence = double.NaN,
                Regions =
                [
                    .. Enumerable.Repeat(
                        new RegionOfInterest
                        {
                            BoundingBox = new() { Width = 1, Height = 1 },
                        },
                        11
                    ),
                ],
            }
                .Validate()
                .Count
        );
}
