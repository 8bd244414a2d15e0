namespace ImageTagging.Rekognition.Tests;

public sealed class FingerprintTests
{
    private static TaggerInfo Info(Action<RekognitionLabelOptions>? configure = null)
    {
        var options = new RekognitionLabelOptions();
        configure?.Invoke(options);
        return new RekognitionLabelTagger(new NoClient(), options).Info;
    }

    [Fact]
    public void What_is_asked_makes_the_fingerprint_and_how_it_is_sent_does_not()
    {
        var plain = Info().Fingerprint;

        Assert.Equal(
            plain,
            Info(o =>
            {
                o.Name = "other";
                o.Transfer = ImageTransfer.Bytes;
                o.PricePerCall = 1;
                o.CallsPerSecond = 5;
                o.MaxConcurrency = 2;
                o.Client.Region = "eu-west-1";
            }).Fingerprint
        );
        Action<RekognitionLabelOptions>[] changes =
        [
            o => o.IncludeLabels = ["Cat"],
            o => o.ExcludeLabels = ["Cat"],
            o => o.IncludeCategories = ["Cat"],
            o => o.ExcludeCategories = ["Cat"],
            o => o.DominantColors = 3,
            o =>
            {
                o.DominantColors = 3;
                o.MinColorPercent = 20;
            },
            o =>
            {
                o.DominantColors = 3;
                o.Labels = false;
            },
        ];
        Assert.Equal(
            changes.Length,
            changes.Select(c => Info(c).Fingerprint.Settings).Append(plain.Settings).Distinct().Count() - 1
        );
    }

    [Fact]
    public void The_order_of_filters_is_no_setting() =>
        Assert.Equal(
            Info(o => o.IncludeLabels = ["Dog", "Cat", "Dog"]).Fingerprint,
            Info(o => o.IncludeLabels = ["Cat", "Dog"]).Fingerprint
        );

    [Fact]
    public void A_wider_answer_that_was_not_cut_serves_a_narrower_question()
    {
        var wide = Info(o => (o.MinConfidence, o.MaxLabels) = (50, 100)).Fingerprint;

        Assert.True(Info().Answers(wide, cut: false));
        Assert.True(Info().Answers(wide, cut: true));
        Assert.False(Info(o => o.MaxLabels = 200).Answers(wide, cut: true));
        Assert.False(Info(o => o.MinConfidence = 40).Answers(wide, cut: false));
    }

    [Fact]
    public void With_colours_the_limit_is_a_setting()
    {
        var ten = Info(o => o.DominantColors = 3).Fingerprint;

        Assert.False(
            Info(o =>
                {
                    o.DominantColors = 3;
                    o.MaxLabels = 20;
                })
                .Answers(ten, cut: false)
        );
    }

    [Fact]
    public void The_four_operations_have_fingerprints_of_their_own()
    {
        var client = new NoClient();
        const string Arn = "arn:aws:rekognition:us-east-1:123456789012:project/cats/version/cats.2026/1700000000000";
        ITagger[] taggers =
        [
            new RekognitionLabelTagger(client),
            new RekognitionCustomLabelsTagger(client, new() { ProjectVersionArn = Arn }),
            new RekognitionCustomLabelsTagger(client, new() { ProjectVersionArn = Arn[..^1] + "1" }),
            new RekognitionCustomLabelsTagger(client, new() { ProjectVersionArn = Arn, MinConfidence = 0 }),
            new RekognitionCustomLabelsTagger(client, new() { ProjectVersionArn = Arn, MaxResults = 4 }),
            new RekognitionModerationTagger(client),
            new RekognitionModerationTagger(client, new() { ProjectVersion = Arn }),
            new RekognitionModerationTagger(client, new() { ContentTypes = true }),
            new RekognitionTextTagger(client),
            new RekognitionTextTagger(client, new() { Unit = TextUnit.Lines }),
            new RekognitionTextTagger(client, new() { MinHeight = 0.1 }),
            new RekognitionTextTagger(
                client,
                new()
                {
                    Regions =
                    [
                        new()
                        {
                            BoundingBox = new() { Width = 1, Height = 1 },
                        },
                    ],
                }
            ),
        ];

        Assert.Equal(taggers.Length, taggers.Select(t => t.Info.Fingerprint.Settings).Distinct().Count());
    }

    private sealed class NoClient : IRekognitionClient
    {
        public Task<DetectLabelsResponse> DetectLabelsAsync(
            DetectLabelsRequest request,
            CancellationToken cancellationToken = default
        ) => throw new InvalidOperationException();

        public Task<DetectCustomLabelsResponse> DetectCustomLabelsAsync(
            DetectCustomLabelsRequest request,
            CancellationToken cancellationToken = default
        ) => throw new InvalidOperationException();

        public Task<DetectModerationLabelsResponse> DetectModerationLabelsAsync(
            DetectModerationLabelsRequest request,
            CancellationToken cancellationToken = default
        ) => throw new InvalidOperationException();

        public Task<DetectTextResponse> DetectTextAsync(
            DetectTextRequest request,
            CancellationToken cancellationToken = default
        ) => throw new InvalidOperationException();
    }
}
