using ImageTagging.Chat;
using ImageTagging.Metadata;
using ImageTagging.Onnx;
using ImageTagging.Rekognition;

namespace ImageTagging.Tool.Setup;

/// <summary>From what <c>--tagger</c> says to a tagger.</summary>
internal static class TaggerNames
{
    /// <summary>The names that <c>--tagger</c> takes; words in capitals stand for one's own.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "local",
        "local:fast",
        "local:thorough",
        "onnx",
        "onnx:CARD.json",
        "two-tower:CARD.json",
        "metadata",
        "names",
        "rekognition",
        "rekognition:custom:ARN",
        "rekognition:moderation",
        "rekognition:text",
        "chat:MODEL",
    ];

    /// <summary>The models of the local tagger.</summary>
    public static IReadOnlyList<string> LocalModelNames { get; } = ["classifier", "segmenter", "detector"];

    /// <summary>Tells if a tagger is the local one, of whichever profile.</summary>
    public static bool IsLocal(string name) => name.Split(':')[0].Equals("local", StringComparison.OrdinalIgnoreCase);

    /// <summary>Tells if a tagger asks a vision model.</summary>
    public static bool IsChat(string name) => name.Split(':')[0].Equals("chat", StringComparison.OrdinalIgnoreCase);

    /// <summary>Tells if a tagger is a model of two towers, which reads texts too.</summary>
    public static bool IsTwoTower(string name) => name.StartsWith("two-tower:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Tells if a tagger of that name costs money.</summary>
    public static bool IsMetered(string name) => name.StartsWith("rekognition", StringComparison.OrdinalIgnoreCase);

    // One method a kind: a run that asks a service does not load the models' packages.
    public static ITagger Create(string name, TaggerSettings settings, IImageCodec codec) =>
        IsMetered(name) ? CreateMetered(name, settings, codec)
        : IsChat(name) && name.Length > 5 ? Chat(name[5..], settings, codec)
        : CreateOwn(name, settings);

    private static ITagger CreateMetered(string name, TaggerSettings settings, IImageCodec codec)
    {
        var parts = name.Split(':', 3);
        return (parts[0].ToLowerInvariant(), parts.Length > 1 ? parts[1].ToLowerInvariant() : "") switch
        {
            ("rekognition", "" or "labels") => Labels(settings, codec),
            ("rekognition", "custom") when parts.Length == 3 => CustomLabels(parts[2], settings, codec),
            ("rekognition", "moderation") => Moderation(settings, codec),
            ("rekognition", "text") => Text(settings, codec),
            _ => throw Unknown(name),
        };
    }

    private static ITagger CreateOwn(string name, TaggerSettings settings)
    {
        var parts = name.Split(':', 3);
        return (parts[0].ToLowerInvariant(), parts.Length > 1 ? parts[1].ToLowerInvariant() : "") switch
        {
            ("local", "") => Local(LocalProfile.Standard, settings),
            ("local", "fast") => Local(LocalProfile.Fast, settings),
            ("local", "thorough") => Local(LocalProfile.Thorough, settings),
            ("onnx", _) => Onnx(name.Length > 5 ? name[5..] : null, settings),
            ("two-tower", not "") => TwoTower(name["two-tower:".Length..], settings),
            ("metadata", "") => new MetadataTagger(),
            ("names", "") => new NameTagger(),
            _ => throw Unknown(name),
        };
    }

    private static ImageTaggingException Unknown(string name) =>
        new(
            $"There is no tagger '{Output.Terminal.Safe(name)}'; known are {string.Join(", ", Known.SkipLast(1))} and {Known[^1]}."
        )
        {
            Code = "Usage",
        };

    private static LocalTagger Local(LocalProfile profile, TaggerSettings settings)
    {
        var options = new LocalTaggerOptions { Profile = profile };
        return new(
            options with
            {
                Models = settings.Without.Aggregate(LocalModels.All, (all, name) => all & ~Enum.Parse<LocalModels>(name, true)),
                ModelCards = settings.With,
                MinConfidence = settings.MinConfidence ?? options.MinConfidence,
                MaxLabels = settings.MaxLabels ?? options.MaxLabels,
                Imaging = settings.Imaging,
            }
        );
    }

    private static OnnxTagger Onnx(string? card, TaggerSettings settings) =>
        new(
            new OnnxTaggerOptions
            {
                ModelCard = card,
                MinConfidence = settings.MinConfidence,
                MaxLabels = settings.MaxLabels,
                Imaging = settings.Imaging,
            }
        );

    private static TwoTowerTagger TwoTower(string card, TaggerSettings settings) =>
        new(
            new TwoTowerTaggerOptions
            {
                ModelCard = card,
                MinConfidence = settings.MinConfidence,
                MaxLabels = settings.MaxLabels,
                Imaging = settings.Imaging,
            }
        );

    private static RekognitionLabelTagger Labels(TaggerSettings settings, IImageCodec codec)
    {
        var options = Common(new RekognitionLabelOptions(), settings);
        options.MinConfidence = settings.MinConfidence ?? options.MinConfidence;
        options.MaxLabels = settings.MaxLabels ?? options.MaxLabels;
        return new(new RekognitionClient(options.Client), options, codec);
    }

    private static RekognitionCustomLabelsTagger CustomLabels(string arn, TaggerSettings settings, IImageCodec codec)
    {
        var options = Common(new RekognitionCustomLabelsOptions { ProjectVersionArn = arn }, settings);
        options.MinConfidence = settings.MinConfidence ?? options.MinConfidence;
        options.MaxResults = settings.MaxLabels ?? options.MaxResults;
        return new(new RekognitionClient(options.Client), options, codec);
    }

    private static RekognitionModerationTagger Moderation(TaggerSettings settings, IImageCodec codec)
    {
        var options = Common(new RekognitionModerationOptions(), settings);
        options.MinConfidence = settings.MinConfidence ?? options.MinConfidence;
        return new(new RekognitionClient(options.Client), options, codec);
    }

    private static RekognitionTextTagger Text(TaggerSettings settings, IImageCodec codec)
    {
        var options = Common(new RekognitionTextOptions(), settings);
        options.MinConfidence = settings.MinConfidence ?? options.MinConfidence;
        return new(new RekognitionClient(options.Client), options, codec);
    }

    private static ChatTagger Chat(string model, TaggerSettings settings, IImageCodec codec)
    {
        var (chat, options) = (settings.Chat ?? new(), new ChatTaggerOptions { Model = model });
        (options.Url, options.ApiKey) = (chat.Url, chat.Key);
        (options.Words, options.Instructions) = ([.. chat.Words], chat.Instructions);
        (options.InputPrice, options.OutputPrice) = (chat.Price.Input, chat.Price.Output);
        options.MaxImageTokens = chat.ImageTokens ?? options.MaxImageTokens;
        options.MaxOutputTokens = chat.OutputTokens ?? options.MaxOutputTokens;
        options.MinConfidence = settings.MinConfidence ?? options.MinConfidence;
        options.MaxLabels = settings.MaxLabels ?? options.MaxLabels;
        options.CallsPerSecond = settings.CallsPerSecond;
        options.RequestTimeout = settings.Timeout ?? options.RequestTimeout;
        return new(options, codec, Output.ToolOutput.Current.Time);
    }

    private static T Common<T>(T options, TaggerSettings settings)
        where T : RekognitionTaggerOptions
    {
        options.Client.Region = settings.Region;
        options.Client.RequestTimeout = settings.Timeout ?? options.Client.RequestTimeout;
        options.Transfer = settings.Transfer ?? options.Transfer;
        options.CallsPerSecond = settings.CallsPerSecond ?? options.CallsPerSecond;
        options.PricePerCall = settings.Price ?? options.PricePerCall;
        return options;
    }
}
