using System.CommandLine;
using ImageTagging.Imaging;
using ImageTagging.Metadata;
using ImageTagging.Rekognition;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary>The options by which a command is told where pictures are and who tags them.</summary>
internal sealed class PipelineOptionsSet
{
    public Argument<string[]> Sources { get; } =
        new("SOURCE") { Description = "Folders or s3://bucket/prefix", Arity = ArgumentArity.OneOrMore };

    public Option<string[]> Taggers { get; } =
        new Option<string[]>("--tagger")
        {
            Description =
                $"Who tags: {string.Join(", ", TaggerNames.Known)}; may be repeated (default: local, metadata and names)",
            HelpName = "NAME",
        }.Offering(TaggerNames.Known.Where(n => !n.Any(char.IsAsciiLetterUpper)));

    public Option<bool> NoNames { get; } =
        new("--no-names") { Description = "Take no words of folder and file names for tags; the other taggers stay" };

    public Option<string[]> WithoutModel { get; } =
        new Option<string[]>("--without-model")
        {
            Description = "Leave a model of the local tagger out: classifier, segmenter or detector; may be repeated",
            HelpName = "MODEL",
        }
            .Where(
                all => all.All(m => TaggerNames.LocalModelNames.Contains(m, StringComparer.OrdinalIgnoreCase)),
                "is classifier, segmenter or detector"
            )
            .Offering(TaggerNames.LocalModelNames);

    public Option<string[]> WithModel { get; } =
        new("--with-model")
        {
            Description = "Add a model of your own to the local tagger, by its model card; may be repeated",
            HelpName = "CARD.json",
        };

    public Option<double?> MinConfidence { get; } =
        new Option<double?>("--min-confidence")
        {
            Description = "The lowest confidence of a label, 0-100 (default: the tagger's own)",
            HelpName = "N",
        }.Where(n => n is >= 0 and <= 100, "is 0 to 100");

    public Option<int?> MaxLabels { get; } =
        new Option<int?>("--max-labels")
        {
            Description = "The most labels of a picture (default: the tagger's own)",
            HelpName = "N",
        }.Where(n => n > 0, "is 1 or more");

    public Option<long?> MaxMemory { get; } =
        OptionRules
            .Size(
                "--max-memory",
                "The most memory that decodes hold at once, 16M to 1024G; others wait, and a picture that alone would hold more is refused (default: 1G)"
            )
            .Where(n => n is >= 16L << 20 and <= 1L << 40, "is 16M to 1024G");

    public Option<string?> Vocabulary { get; } =
        new("--vocabulary") { Description = "A JSON file that renames, merges and blocks tags", HelpName = "FILE" };

    public Option<string?> Prefix { get; } = new("--prefix") { Description = "Only keys that start with it", HelpName = "KEY" };

    public Option<string[]> Suffixes { get; } =
        new Option<string[]>("--suffix")
        {
            Description = "Only keys with such an ending, such as .jpg; may be repeated (default: pictures)",
            HelpName = "ENDING",
        }.Where(all => all.All(s => s.Trim('.').Length > 0), "is an ending such as .jpg");

    public Option<string[]> Exclude { get; } =
        new("--exclude")
        {
            Description = "Leave out keys that match, such as 'proofs/' or '*_small.jpg'; may be repeated",
            HelpName = "GLOB",
        };

    public Option<bool> IncludeHidden { get; } =
        new("--include-hidden")
        {
            Description = "Also hidden files, and what devices keep beside pictures (@eaDir, #recycle, .thumbnails and the like)",
        };

    public Option<bool?> Videos { get; } =
        new("--videos")
        {
            Description =
                "Videos too, by a frame of each: true or false (default: those of folders, where ffmpeg is installed; a bucket's have to be fetched whole)",
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
        new("--allow-removals")
        {
            Description = "Mark gone pictures even where they are suspiciously many, or a folder is empty",
        };

    public Option<int?> Workers { get; } =
        new Option<int?>("--workers")
        {
            Description = "Pictures tagged at once, 1-1024 (default: by the taggers)",
            HelpName = "N",
        }.Where(n => n is >= 1 and <= 1024, "is 1 to 1024");

    public Option<double?> Rate { get; } =
        new Option<double?>("--rate")
        {
            Description = "Calls a second of a metered tagger, at the most (default: the tagger's own)",
            HelpName = "N",
        }.Where(n => n is > 0 and < double.PositiveInfinity, "is more than 0");

    public Option<decimal?> Price { get; } =
        new Option<decimal?>("--price")
        {
            Description = "US dollars a call of a metered tagger costs (default: the tagger's own)",
            HelpName = "USD",
        }.Where(n => n >= 0, "is 0 or more");

    public Option<string?> OnlyWhere { get; } =
        new("--only-where")
        {
            Description =
                "Call metered taggers only for pictures that this finds by the others' labels, such as 'person OR untagged' (default: for all)",
            HelpName = "QUERY",
        };

    public Option<bool> ReuseNearDuplicates { get; } =
        new("--reuse-near-duplicates")
        {
            Description = "Call metered taggers once for near duplicates, such as a burst's; the others get that answer",
        };

    public Option<double?> ReuseSimilarity { get; } =
        new Option<double?>("--reuse-similarity")
        {
            Description = "With --reuse-near-duplicates: how similar they are at the least, 0.5-1 (default: 0.87)",
            HelpName = "N",
        }.Where(n => n is >= 0.5 and <= 1, "is 0.5 to 1");

    public Option<TimeSpan?> ReuseWindow { get; } =
        new Option<TimeSpan?>("--reuse-window")
        {
            Description = "With --reuse-near-duplicates: how far apart they were taken at the most, 0s to 1d (default: 10s)",
            HelpName = "TIME",
        }.Where(t => t >= TimeSpan.Zero && t <= TimeSpan.FromDays(1), "is 0s to 1d");

    public Option<int?> Attempts { get; } =
        new Option<int?>("--attempts")
        {
            Description = "Calls of a picture in a row before it counts as failed, 1-20 (default: 4)",
            HelpName = "N",
        }.Where(n => n is >= 1 and <= 20, "is 1 to 20");

    public Option<TimeSpan?> CallTimeout { get; } =
        new Option<TimeSpan?>("--timeout")
        {
            Description = "How long a tagger's call may take, 1s to 10m (default: 60s)",
            HelpName = "TIME",
        }.Where(t => t >= TimeSpan.FromSeconds(1) && t <= TimeSpan.FromMinutes(10), "is 1s to 10m");

    public Option<TimeSpan?> OutagePatience { get; } =
        new Option<TimeSpan?>("--outage-patience")
        {
            Description = "How long a run waits for a source or an index that does not answer, 0s to 1d (default: 5m)",
            HelpName = "TIME",
        }.Where(t => t >= TimeSpan.Zero && t <= TimeSpan.FromDays(1), "is 0s to 1d");

    public Option<ImageTransfer?> Transfer { get; } =
        new("--transfer")
        {
            Description =
                "How Rekognition gets pictures of a bucket: automatic (by reference from Amazon S3), bytes, or reference (also through another address) (default: automatic)",
            HelpName = "HOW",
        };

    public Option<string?> ChatUrl { get; } =
        new Option<string?>("--chat-url")
        {
            Description =
                $"Where the model of --tagger chat:MODEL is, an address that speaks as OpenAI does; its key is taken from {ChatSettings.KeyVariable} (default: {ChatSettings.DefaultUrl}, Ollama)",
            HelpName = "URL",
        }.Where(
            s => Uri.TryCreate(s, UriKind.Absolute, out var address) && address.Scheme is "http" or "https",
            "is an address such as https://api.openai.com/v1"
        );

    public Option<string?> ChatWords { get; } =
        new("--chat-words")
        {
            Description = "A file with the only words that the model may answer with, one a line (default: words of its own)",
            HelpName = "FILE",
        };

    public Option<string?> ChatInstructions { get; } =
        new Option<string?>("--chat-instructions")
        {
            Description = "What the model is told besides, such as what the pictures are of, or a language",
            HelpName = "TEXT",
        }.Where(s => s!.Length is > 0 and <= 4_000, "is 1 to 4,000 characters");

    public Option<TokenPrice?> ChatPrice { get; } =
        OptionRules.TokenPrice(
            "--chat-price",
            "US dollars for a million tokens of question and of answer, such as 0.15/0.60; budgets in dollars need it"
        );

    public Option<int?> ChatImageTokens { get; } =
        new Option<int?>("--chat-image-tokens")
        {
            Description =
                "The most tokens that the service counts for a picture, 1-1000000; a budget in dollars sets so many aside (default: 1600)",
            HelpName = "N",
        }.Where(n => n is >= 1 and <= 1_000_000, "is 1 to 1000000");

    public Option<int?> ChatOutputTokens { get; } =
        new Option<int?>("--chat-output-tokens")
        {
            Description = "The most tokens of the model's answer, thinking included, 16-100000 (default: 1000)",
            HelpName = "N",
        }.Where(n => n is >= 16 and <= 100_000, "is 16 to 100000");

    public Option<string[]> MountPoints { get; } =
        new Option<string[]>("--mount-point")
        {
            Description =
                "A sub-folder of the source on which another disk is mounted; where it is missing or empty, nothing under it counts as gone. May be repeated",
            HelpName = "FOLDER",
        }.Where(
            all => all.All(m => m.Trim('/').Length > 0 && !m.StartsWith('/') && !m.Split('/').Any(s => s is "." or "..")),
            "is a sub-folder of the source, such as nas"
        );

    public Option<string?> Region { get; } =
        new Option<string?>("--region")
        {
            Description = "The AWS region (default: from the environment or profile)",
            HelpName = "NAME",
        }.Where(
            s => s!.Length > 0 && s.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'),
            "is a region's name such as eu-central-1"
        );

    public Option<string?> S3Endpoint { get; } =
        new Option<string?>("--s3-endpoint") { Description = "The address of an S3-compatible store", HelpName = "URL" }.Where(
            s => Uri.TryCreate(s, UriKind.Absolute, out var address) && address.Scheme is "http" or "https",
            "is an address such as http://localhost:9000"
        );

    public Option<bool> RequesterPays { get; } =
        new("--requester-pays") { Description = "Pay for requests to a requester-pays bucket" };

    /// <summary>The id of a run that several processes make.</summary>
    public Option<string?> RunId { get; } =
        new Option<string?>("--run-id", "--run")
        {
            Description =
                "The id (lower-case letters, digits, - _ .) of a run that several processes make: a budget of the run is all of theirs together",
            HelpName = "ID",
        }.Where(
            id =>
                id!.Length is > 0 and <= 64
                && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'),
            "is 1 to 64 lower-case letters, digits, '-', '_' and '.'"
        );

    /// <summary>The purpose of a command, in words.</summary>
    public string What(ParseResult parsed, string command, bool tags = true) =>
        $"{command} {string.Join(", ", parsed.GetValue(Sources) ?? [])}"
        + (parsed.GetValue(Prefix) is { } prefix ? " under " + prefix : "")
        + (tags ? " with " + string.Join(" and ", NamesOf(parsed)) : "")
        + (parsed.GetValue(RunId) is { } id ? ", run " + id : "");

    /// <summary>Where pictures are and which of them are meant.</summary>
    public IEnumerable<Option> ScopeOptions => [Prefix, Suffixes, Exclude, IncludeHidden, Videos];

    /// <summary>How stores are reached.</summary>
    public IEnumerable<Option> StoreOptions => [Region, S3Endpoint, RequesterPays];

    /// <summary>Who tags, and what is asked.</summary>
    public IEnumerable<Option> TaggerOptions =>
        [Taggers, NoNames, WithoutModel, WithModel, MinConfidence, MaxLabels, Transfer, MaxMemory, .. ChatOptions];

    /// <summary>The questions for a vision model, and its address.</summary>
    public IEnumerable<Option> ChatOptions =>
        [ChatUrl, ChatWords, ChatInstructions, ChatPrice, ChatImageTokens, ChatOutputTokens];

    /// <summary>How a run is made.</summary>
    public IEnumerable<Option> RunningOptions =>
        [
            RunId,
            Vocabulary,
            Exact,
            RetagModel,
            RetryFailed,
            AllowRemovals,
            MountPoints,
            Workers,
            Rate,
            Price,
            OnlyWhere,
            ReuseNearDuplicates,
            ReuseSimilarity,
            ReuseWindow,
            Attempts,
            CallTimeout,
            OutagePatience,
        ];

    /// <summary>Adds what a command that tags takes; with sources also how they are run over.</summary>
    public void AddTo(Command command, bool sources = true)
    {
        if (sources)
        {
            command.Arguments.Add(Sources);
        }

        Add(
            command,
            sources
                ? [.. ScopeOptions, .. TaggerOptions, .. RunningOptions, .. StoreOptions]
                : [.. TaggerOptions, .. StoreOptions]
        );
    }

    /// <summary>Adds what a command that only lists takes.</summary>
    public void AddListingTo(Command command)
    {
        command.Arguments.Add(Sources);
        Add(command, [.. ScopeOptions, RunId, AllowRemovals, MountPoints, OutagePatience, .. StoreOptions]);
    }

    private static void Add(Command command, IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The pipeline that these options describe, over an index that stays the caller's.</summary>
    public ValueTask<ToolPipeline> CreateAsync(
        ParseResult parsed,
        ITagIndex index,
        IReadOnlyList<Budget> budgets,
        CancellationToken cancellationToken,
        bool tags = true,
        double rateShare = 1
    ) =>
        ToolPipeline.CreateAsync(
            index,
            parsed.GetValue(Sources) ?? [],
            ReadSourceSettings(parsed),
            tags ? ReadTaggerSettings(parsed) : new() { Names = [], Imaging = ReadImagingOptions(parsed) },
            ReadVocabulary(parsed),
            budgets,
            new PipelineOptions
            {
                Workers = parsed.GetValue(Workers),
                OutagePatience = parsed.GetValue(OutagePatience) ?? new PipelineOptions().OutagePatience,
            },
            ReadCallOptions(parsed, rateShare),
            cancellationToken
        );

    /// <summary>The bounds within which pictures are decoded.</summary>
    public ImagingOptions ReadImagingOptions(ParseResult parsed)
    {
        var defaults = new ImagingOptions();
        return defaults with { MaxMemory = parsed.GetValue(MaxMemory) ?? defaults.MaxMemory };
    }

    private TaggerCallOptions ReadCallOptions(ParseResult parsed, double rateShare)
    {
        var defaults = new TaggerCallOptions { RateShare = rateShare };
        return defaults with
        {
            MaxAttempts = parsed.GetValue(Attempts) ?? defaults.MaxAttempts,
            AttemptTimeout = parsed.GetValue(CallTimeout) ?? defaults.AttemptTimeout,
            OnlyWhere = parsed.GetValue(OnlyWhere) is { } query ? TagQueryParser.Parse(query) : null,
            ReuseNearDuplicates = ReadReuse(parsed),
        };
    }

    private NearDuplicateReuse? ReadReuse(ParseResult parsed)
    {
        var (similarity, window) = (parsed.GetValue(ReuseSimilarity), parsed.GetValue(ReuseWindow));
        if (!parsed.GetValue(ReuseNearDuplicates))
        {
            return similarity is null && window is null
                ? null
                : throw new ImageTaggingException("--reuse-similarity and --reuse-window are with --reuse-near-duplicates only.")
                {
                    Code = "Usage",
                };
        }

        var defaults = new NearDuplicateReuse();
        return defaults with { Similarity = similarity ?? defaults.Similarity, Window = window ?? defaults.Window };
    }

    public SourceSettings ReadSourceSettings(ParseResult parsed) =>
        new()
        {
            Region = parsed.GetValue(Region),
            S3Endpoint = parsed.GetValue(S3Endpoint) ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3"),
            RequesterPays = parsed.GetValue(RequesterPays),
            AllowEmpty = parsed.GetValue(AllowRemovals),
            MountPoints = parsed.GetValue(MountPoints) ?? [],
            Exclude = parsed.GetValue(Exclude) ?? [],
            IncludeHidden = parsed.GetValue(IncludeHidden),
            Videos = parsed.GetValue(Videos),
        };

    /// <param name="parsed">What was given.</param>
    /// <param name="names">The taggers of a command that has an option of its own for them; null for this set's.</param>
    public TaggerSettings ReadTaggerSettings(ParseResult parsed, IReadOnlyList<string>? names = null)
    {
        var settings = new TaggerSettings
        {
            Names = names ?? NamesOf(parsed),
            Without = parsed.GetValue(WithoutModel) ?? [],
            With = parsed.GetValue(WithModel) ?? [],
            MinConfidence = parsed.GetValue(MinConfidence),
            MaxLabels = parsed.GetValue(MaxLabels),
            CallsPerSecond = parsed.GetValue(Rate),
            Price = parsed.GetValue(Price),
            Transfer = parsed.GetValue(Transfer),
            Timeout = parsed.GetValue(CallTimeout),
            Region = parsed.GetValue(Region),
            Chat = ReadChatSettings(parsed),
            Imaging = ReadImagingOptions(parsed),
        };
        if (settings.Without.Count + settings.With.Count > 0 && !settings.Names.Any(TaggerNames.IsLocal))
        {
            throw new ImageTaggingException("--without-model and --with-model are for the local tagger; add --tagger local.")
            {
                Code = "Usage",
            };
        }

        if (settings.Chat is not null && !settings.Names.Any(TaggerNames.IsChat))
        {
            throw new ImageTaggingException("Options with --chat- are for a vision model; add --tagger chat:MODEL.")
            {
                Code = "Usage",
            };
        }

        // What is slow or paid for by tokens may be saved, too.
        var isSaving = parsed.GetValue(OnlyWhere) is not null || parsed.GetValue(ReuseNearDuplicates);
        var isPaced =
            (settings.CallsPerSecond is null && !isSaving)
            || settings.Names.Any(n => TaggerNames.IsMetered(n) || TaggerNames.IsChat(n));
        return isPaced && (settings is { Price: null, Transfer: null } || settings.Names.Any(TaggerNames.IsMetered))
            ? settings
            : throw new ImageTaggingException(
                "--rate, --price, --transfer, --only-where and --reuse-near-duplicates are for metered taggers, such as --tagger rekognition; a vision model takes --rate, --only-where, --reuse-near-duplicates and --chat-price."
            )
            {
                Code = "Usage",
            };
    }

    // Null where nothing was said of it; the key alone says nothing.
    private ChatSettings? ReadChatSettings(ParseResult parsed)
    {
        var key = Environment.GetEnvironmentVariable(ChatSettings.KeyVariable);
        var settings = new ChatSettings
        {
            Url = parsed.GetValue(ChatUrl) ?? ChatSettings.DefaultUrl,
            Words = parsed.GetValue(ChatWords) is { } file ? WordFile.Read(file) : [],
            Instructions = parsed.GetValue(ChatInstructions),
            Price = parsed.GetValue(ChatPrice) ?? default,
            ImageTokens = parsed.GetValue(ChatImageTokens),
            OutputTokens = parsed.GetValue(ChatOutputTokens),
        };
        return
            NamesOf(parsed).Any(TaggerNames.IsChat)
            || settings != new ChatSettings { Words = settings.Words }
            || settings.Words.Count > 0
            ? settings with
            {
                Key = string.IsNullOrEmpty(key) ? null : key,
            }
            : null;
    }

    private string[] NamesOf(ParseResult parsed)
    {
        string[] wanted = parsed.GetValue(Taggers) is { Length: > 0 } named ? named : ["local", "metadata", "names"];
        return parsed.GetValue(NoNames) || (parsed.GetValue(MinConfidence) is { } least && IsAboveNames(least))
            ? [.. wanted.Where(n => n != "names")]
            : wanted;
    }

    private static bool IsAboveNames(double least) => least > new NameTaggerOptions().Confidence;

    /// <summary>Which keys are meant, as the sources write them.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="sources">The sources.</param>
    /// <param name="index">The index, which may have what a source has not any more; null for none.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public ValueTask<ImageScope> ReadScopeAsync(
        ParseResult parsed,
        IReadOnlyList<IImageSource> sources,
        ITagIndex? index,
        CancellationToken cancellationToken
    ) => TypedNames.WrittenAsync(ReadScope(parsed), sources, index, cancellationToken);

    private ImageScope ReadScope(ParseResult parsed) =>
        new()
        {
            Range = KeyRange.WithPrefix(parsed.GetValue(Prefix) ?? ""),
            Suffixes = [.. (parsed.GetValue(Suffixes) ?? []).Select(s => s.StartsWith('.') ? s : "." + s)],
        };

    public Vocabulary ReadVocabulary(ParseResult parsed) =>
        parsed.GetValue(Vocabulary) is { } file ? ImageTagging.Vocabulary.Load(file) : ImageTagging.Vocabulary.Empty;

    public async ValueTask<RunOptions> ReadRunOptionsAsync(
        ParseResult parsed,
        ToolPipeline pipeline,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            Scope = await ReadScopeAsync(parsed, pipeline.Pipeline.Sources, pipeline.Pipeline.Index, cancellationToken)
                .ConfigureAwait(false),
            RunId = parsed.GetValue(RunId),
            ResolveContents = parsed.GetValue(Exact),
            RetagModel = parsed.GetValue(RetagModel),
            RetryFailed = parsed.GetValue(RetryFailed),
            AllowRemovals = parsed.GetValue(AllowRemovals),
        };
}
