using System.CommandLine;
using System.Text;
using ImageTagging.Evaluation;
using ImageTagging.Imaging;
using ImageTagging.Tool.Charts;
using ImageTagging.Tool.Evaluating;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Pages;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag evaluate TRUTH.csv</c>: how good the tags are, of the index or of taggers that are run now.</summary>
internal sealed class EvaluateCommand : ToolCommand
{
    private const string OfIndex = "index";

    private readonly Argument<string> _truth = new("TRUTH.csv")
    {
        Description = "What the pictures show: a line each, its name and its tags (image,tags)",
    };
    private readonly Option<string[]> _taggers = new Option<string[]>("--tagger")
    {
        Description = "Whose tags: index, or a tagger that is run now (see 'imagetag index'); two are compared (default: index)",
        AllowMultipleArgumentsPerToken = true,
    }.Offering([OfIndex, .. TaggerNames.Known.Where(n => !n.Any(char.IsAsciiLetterUpper))]);
    private readonly Option<string?> _pictures = new("--pictures")
    {
        Description = "Where the pictures of the truth are: a folder or s3://bucket",
        HelpName = "SOURCE",
    };
    private readonly Option<double> _threshold = new("--threshold")
    {
        Description = "The confidence from which a tag counts as given, 0-100",
        DefaultValueFactory = _ => 50,
    };
    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "Only these tags; may be repeated",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _asked = new("--asked")
    {
        Description =
            "How often words are asked for: a log of searches, one a line, or a list word,count; tags are told in that order (default: each once)",
        HelpName = "FILE",
    };
    private readonly Option<int> _resamplings = new("--resamplings")
    {
        Description = "Drawings of the pictures for the intervals of F1 and average precision (0-10000)",
        DefaultValueFactory = _ => 200,
    };
    private readonly Option<int> _seed = new("--seed") { Description = "Of the drawings", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _top = new("--top")
    {
        Description = "How many tags are printed; JSON and page have more",
        DefaultValueFactory = _ => 20,
    };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write a page with the worst mistakes, and the plots, into a folder",
        HelpName = "DIR",
    };
    private readonly Option<string?> _thresholds = new("--write-vocabulary")
    {
        Description = "Write each tag's best threshold as its lowest confidence into a vocabulary",
        HelpName = "FILE",
    };
    private readonly Option<int?> _budgetCalls = new("--budget-calls") { Description = "Paid calls, at the most" };
    private readonly Option<decimal?> _budget = new("--budget") { Description = "US dollars, at the most", HelpName = "USD" };
    private readonly PipelineOptionsSet _pipeline = new();

    public EvaluateCommand()
        : base("evaluate", "Compare tags with the truth")
    {
        Arguments.Add(_truth);
        foreach (
            var option in (Option[])
                [
                    _taggers,
                    _pictures,
                    _threshold,
                    _tags,
                    _asked,
                    _resamplings,
                    _seed,
                    _top,
                    _out,
                    _thresholds,
                    _budgetCalls,
                    _budget,
                    _pipeline.WithoutModel,
                    _pipeline.WithModel,
                    _pipeline.MinConfidence,
                    _pipeline.MaxLabels,
                    _pipeline.MaxMemory,
                    _pipeline.Vocabulary,
                    _pipeline.Workers,
                    _pipeline.Rate,
                    _pipeline.Price,
                    .. _pipeline.ChatOptions,
                    _pipeline.Region,
                    _pipeline.S3Endpoint,
                    _pipeline.RequesterPays,
                ]
        )
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        string[] names = parsed.GetValue(_taggers) is { Length: > 0 } named ? named : [OfIndex];
        Check(parsed, names);
        // Of all names together: a rate is for the metered one of two.
        var settings = _pipeline.ReadTaggerSettings(parsed, names);
        // Before anything is tagged for it.
        var asked = parsed.GetValue(_asked) is { } list
            ? await ReadAskedAsync(list, cancellationToken).ConfigureAwait(false)
            : null;
        var truth = await ReadTruthAsync(parsed.GetRequiredValue(_truth), cancellationToken).ConfigureAwait(false);
        List<Candidate> candidates = [];
        foreach (var name in names)
        {
            candidates.Add(
                await ReadAsync(settings with { Names = [name] }, truth, parsed, cancellationToken).ConfigureAwait(false)
            );
        }

        truth = CommonGround.Of(truth, candidates, output);
        CommonGround.NameUnknown(parsed.GetValue(_tags) ?? [], truth, candidates, output);
        var options = new EvaluationOptions
        {
            Threshold = parsed.GetValue(_threshold),
            Resamplings = parsed.GetValue(_resamplings),
            Seed = parsed.GetValue(_seed),
            Tags = parsed.GetValue(_tags) is { Length: > 0 } tags ? tags : null,
            Asked = asked,
        };
        List<(Candidate, EvaluationReport)> evaluations = [];
        var words = new EvaluationWords(output);
        foreach (var candidate in candidates)
        {
            var report = TagEvaluator.Evaluate(truth, candidate.Given, options, cancellationToken);
            words.Tell(candidate, report, parsed.GetValue(_top));
            evaluations.Add((candidate, report));
        }

        var comparison = evaluations is [var one, var other] ? one.Item2.CompareWith(other.Item2) : null;
        if (comparison is not null)
        {
            words.Tell(names[0], names[1], comparison);
        }

        if (parsed.GetValue(_out) is { } folder)
        {
            await WriteAsync(folder, evaluations, comparison, parsed, output, cancellationToken).ConfigureAwait(false);
        }

        if (parsed.GetValue(_thresholds) is { } file)
        {
            var count = await ThresholdFile
                .WriteAsync(file, parsed.GetValue(_pipeline.Vocabulary), evaluations[0].Item2, cancellationToken)
                .ConfigureAwait(false);
            output.Note(FormattableString.Invariant($"Lowest confidences of {count} tags: {Path.GetFullPath(file)}"));
        }

        return candidates.Any(c => c.Failed > 0) ? ExitCode.DoneWithFailures : ExitCode.Done;
    }

    private void Check(ParseResult parsed, string[] names)
    {
        var fault =
            names.Length > 2 || names.Distinct(StringComparer.Ordinal).Count() < names.Length
                ? "Name one tagger, or two different ones."
            : names.Any(n => n != OfIndex) && parsed.GetValue(_pictures) is null
                ? "A tagger needs the pictures: say where with --pictures FOLDER or s3://bucket."
            : parsed.GetValue(_top) is < 1 or > 100_000 ? "--top is 1 to 100000."
            : parsed.GetValue(_budget) is not null && parsed.GetValue(_budgetCalls) is not null
                ? "Give --budget or --budget-calls, not both."
            : names is [OfIndex] && parsed.GetValue(_pipeline.MinConfidence) is not null
                ? "--min-confidence is asked of a tagger; the index has what it has."
            : parsed.GetValue(_thresholds) is { } file ? ThresholdFile.WhyNot(file, parsed.GetRequiredValue(_truth))
            : null;
        if (fault is not null)
        {
            throw new ImageTaggingException(fault) { Code = "Usage" };
        }
    }

    private static async Task<IReadOnlyDictionary<string, double>> ReadAskedAsync(
        string file,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await AskedWords.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ImageTaggingException($"The words '{file}' cannot be read: {fault.Message}", fault) { Code = "Usage" };
        }
    }

    private static async Task<GroundTruth> ReadTruthAsync(string file, CancellationToken cancellationToken)
    {
        GroundTruth truth;
        try
        {
            using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
            truth = await GroundTruth.ReadCsvAsync(reader, cancellationToken).ConfigureAwait(false);
        }
        catch (DecoderFallbackException fault)
        {
            throw new ImageTaggingException($"'{file}' is not in UTF-8; save it so, else its tags would match nothing.", fault)
            {
                Code = "TruthSyntax",
            };
        }

        return truth.Count > 0
            ? truth
            : throw new ImageTaggingException($"'{file}' names no picture; write lines such as: cats/tom.jpg,cat;sofa")
            {
                Code = "TruthSyntax",
            };
    }

    private async Task<Candidate> ReadAsync(
        TaggerSettings settings,
        GroundTruth truth,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var pictures = parsed.GetValue(_pictures);
        if (settings.Names is [OfIndex])
        {
            await using var index = await IndexLocation
                .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
                .ConfigureAwait(false);
            return await IndexCandidate
                .ReadAsync(index.Index, truth, SourceName(pictures, parsed), cancellationToken)
                .ConfigureAwait(false);
        }

        return await TaggerCandidate
            .RunAsync(
                truth,
                pictures!,
                _pipeline.ReadSourceSettings(parsed),
                settings,
                parsed.GetValue(_pipeline.Vocabulary) is { } file ? Vocabulary.Load(file) : Vocabulary.Empty,
                (parsed.GetValue(_budgetCalls), parsed.GetValue(_budget)) switch
                {
                    ({ } calls, _) => Budget.OfCalls(calls),
                    (_, { } money) => Budget.OfMoney(money),
                    _ => null,
                },
                new PipelineOptions { Workers = parsed.GetValue(_pipeline.Workers), OutagePatience = TimeSpan.FromMinutes(1) },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private string? SourceName(string? pictures, ParseResult parsed)
    {
        if (pictures is null)
        {
            return null;
        }

        var source = SourceLocation.Open(pictures, _pipeline.ReadSourceSettings(parsed));
        using var closing = source as IDisposable;
        return source.Name;
    }

    private async Task WriteAsync(
        string folder,
        List<(Candidate, EvaluationReport)> evaluations,
        EvaluationComparison? comparison,
        ParseResult parsed,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        var path = Directory.CreateDirectory(folder).FullName;
        (string, EvaluationReport)[] named = [.. evaluations.Select(e => (e.Item1.Name, e.Item2))];
        var curves = EvaluationCharts.PrecisionRecall(named);
        var calibration = EvaluationCharts.Calibration(named);
        foreach (var ending in (string[])[".png", ".svg"])
        {
            await curves.SaveAsync(Path.Combine(path, "precision-recall" + ending), cancellationToken).ConfigureAwait(false);
            await calibration.SaveAsync(Path.Combine(path, "calibration" + ending), cancellationToken).ConfigureAwait(false);
        }

        using var thumbnails = new Thumbnails(
            new VipsImageCodec(_pipeline.ReadImagingOptions(parsed)),
            _pipeline.ReadSourceSettings(parsed)
        );
        var page = await EvaluationPage.MakeAsync(evaluations, comparison, thumbnails, cancellationToken).ConfigureAwait(false);
        var file = Path.Combine(path, "evaluation.html");
        await page.SaveAsync(file, cancellationToken).ConfigureAwait(false);
        output.Note("Page: " + file);
    }
}
