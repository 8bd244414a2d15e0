using System.CommandLine;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary>The options by which a command is told where pictures are and who tags them.</summary>
internal sealed class PipelineOptionsSet
{
    public Argument<string[]> Sources { get; } =
        new("SOURCE") { Description = "Folders or s3://bucket/prefix", Arity = ArgumentArity.OneOrMore };

    public Option<string[]> Taggers { get; } =
        new("--tagger")
        {
            Description =
                "Who tags: onnx, onnx:CARD.json, metadata, rekognition, rekognition:custom:ARN, rekognition:moderation, rekognition:text; may be repeated (default: onnx and metadata)",
            AllowMultipleArgumentsPerToken = true,
        };

    public Option<double?> MinConfidence { get; } =
        new("--min-confidence") { Description = "The lowest confidence of a label, 0-100 (default: the tagger's own)" };

    public Option<int?> MaxLabels { get; } =
        new("--max-labels") { Description = "The most labels of a picture (default: the tagger's own)" };

    public Option<string?> Vocabulary { get; } =
        new("--vocabulary") { Description = "A JSON file that renames, merges and blocks tags", HelpName = "FILE" };

    public Option<string?> Prefix { get; } = new("--prefix") { Description = "Only keys that start with it" };

    public Option<string[]> Suffixes { get; } =
        new("--suffix")
        {
            Description = "Only keys with such an ending, such as .jpg; may be repeated",
            AllowMultipleArgumentsPerToken = true,
        };

    public Option<bool> Exact { get; } =
        new("--exact")
        {
            Description = "Read pictures whose content the listing does not tell, so that nothing equal is paid for twice",
        };

    public Option<bool> RetagModel { get; } =
        new("--retag-model") { Description = "Tag again what another version of the model tagged" };

    public Option<bool> RetryFailed { get; } = new("--retry-failed") { Description = "Try failed pictures now, due or not" };

    public Option<bool> AllowRemovals { get; } =
        new("--allow-removals") { Description = "Mark gone pictures even where they are suspiciously many" };

    public Option<int?> Workers { get; } = new("--workers") { Description = "Pictures tagged at once (default: by the taggers)" };

    public Option<double?> Rate { get; } =
        new("--rate") { Description = "Calls a second of a metered tagger, at the most (default: the tagger's own)" };

    public Option<decimal?> Price { get; } =
        new("--price") { Description = "US dollars a call of a metered tagger costs (default: the tagger's own)" };

    public Option<string?> Region { get; } =
        new("--region") { Description = "The AWS region (default: from the environment or profile)" };

    public Option<string?> S3Endpoint { get; } =
        new("--s3-endpoint") { Description = "The address of an S3-compatible store", HelpName = "URL" };

    public Option<bool> RequesterPays { get; } =
        new("--requester-pays") { Description = "Pay for requests to a requester-pays bucket" };

    public void AddTo(Command command, bool sources = true)
    {
        if (sources)
        {
            command.Arguments.Add(Sources);
            foreach (
                var option in (Option[])
                    [Prefix, Suffixes, Exact, RetagModel, RetryFailed, AllowRemovals, Workers, Vocabulary, Rate, Price]
            )
            {
                command.Options.Add(option);
            }
        }

        foreach (var option in (Option[])[Taggers, MinConfidence, MaxLabels, Region, S3Endpoint, RequesterPays])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The pipeline that these options describe, over an index that stays the caller's.</summary>
    public ToolPipeline Create(ParseResult parsed, ITagIndex index, Budget? budget, bool tags = true, double rateShare = 1) =>
        ToolPipeline.Create(
            index,
            parsed.GetValue(Sources) ?? [],
            ReadSourceSettings(parsed),
            tags ? ReadTaggerSettings(parsed) : ReadTaggerSettings(parsed) with { Names = [] },
            parsed.GetValue(Vocabulary) is { } file ? ImageTagging.Vocabulary.Load(file) : ImageTagging.Vocabulary.Empty,
            budget,
            new PipelineOptions { Workers = parsed.GetValue(Workers), OutagePatience = TimeSpan.FromMinutes(1) },
            rateShare
        );

    public SourceSettings ReadSourceSettings(ParseResult parsed) =>
        new()
        {
            Region = parsed.GetValue(Region),
            S3Endpoint = parsed.GetValue(S3Endpoint) ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3"),
            RequesterPays = parsed.GetValue(RequesterPays),
            AllowEmpty = parsed.GetValue(AllowRemovals),
        };

    public TaggerSettings ReadTaggerSettings(ParseResult parsed) =>
        new()
        {
            Names = parsed.GetValue(Taggers) is { Length: > 0 } named ? named : ["onnx", "metadata"],
            MinConfidence = parsed.GetValue(MinConfidence),
            MaxLabels = parsed.GetValue(MaxLabels),
            CallsPerSecond = parsed.GetValue(Rate),
            Price = parsed.GetValue(Price),
            Region = parsed.GetValue(Region),
        };

    public ImageScope ReadScope(ParseResult parsed) =>
        new()
        {
            Range = KeyRange.WithPrefix(parsed.GetValue(Prefix) ?? ""),
            Suffixes = [.. (parsed.GetValue(Suffixes) ?? []).Select(s => s.StartsWith('.') ? s : "." + s)],
        };

    public RunOptions ReadRunOptions(ParseResult parsed) =>
        new()
        {
            Scope = ReadScope(parsed),
            ResolveContents = parsed.GetValue(Exact),
            RetagModel = parsed.GetValue(RetagModel),
            RetryFailed = parsed.GetValue(RetryFailed),
            AllowRemovals = parsed.GetValue(AllowRemovals),
        };
}
