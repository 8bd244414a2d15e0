using System.CommandLine;
using System.Globalization;
using ImageTagging.Metadata;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag write-metadata FOLDER [QUERY…]</c>: tags, titles and stars into XMP files beside the pictures.</summary>
internal sealed class WriteMetadataCommand : ToolCommand
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "The folder that was indexed" };
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Only of pictures that this finds, such as: key:2024/*",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<double> _minConfidence = new Option<double>("--min-confidence")
    {
        Description = "The least confidence of a tag that is written, 0-100 (default: 70)",
        HelpName = "N",
        DefaultValueFactory = _ => 70,
    }.Where(n => n is >= 0 and <= 100, "is 0 to 100");
    private readonly Option<bool> _short = new("--without-ending")
    {
        Description = "Call new files a.xmp, as Adobe's programs do, and not a.jpg.xmp",
    };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be written" };
    private readonly Option<string?> _vocabulary = CorrectCommand.VocabularyOption();

    public WriteMetadataCommand()
        : base("write-metadata", "Write tags, titles and stars into XMP files beside the pictures; never into a picture")
    {
        Arguments.Add(_folder);
        Arguments.Add(_query);
        foreach (var option in (Option[])[_minConfidence, _short, _dryRun, _vocabulary])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var given = parsed.GetRequiredValue(_folder);
        if (given.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            throw new ImageTaggingException($"XMP files are written beside pictures in a folder; '{given}' is none.")
            {
                Code = "Usage",
            };
        }

        var source = (FolderImageSource)SourceLocation.Open(given, new() { AllowEmpty = true });
        var words = parsed.GetValue(_query) ?? [];
        var query = words.Length == 0 ? null : TagQueryParser.Parse(string.Join(' ', words));
        var isDry = parsed.GetValue(_dryRun);
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), isDry ? IndexUse.Read : IndexUse.Change, cancellationToken)
            .ConfigureAwait(false);
        var writer = new SidecarWriter(
            index.Index,
            source,
            new()
            {
                MinConfidence = parsed.GetValue(_minConfidence),
                WithoutPictureEnding = parsed.GetValue(_short),
                DryRun = isDry,
                Vocabulary = CorrectCommand.Load(parsed.GetValue(_vocabulary)),
            }
        );
        var counts = new long[Enum.GetValues<SidecarOutcomeKind>().Length];
        try
        {
            await foreach (var outcome in writer.WriteAsync(query, cancellationToken).ConfigureAwait(false))
            {
                counts[(int)outcome.Kind]++;
                Write(output, outcome);
            }
        }
        finally
        {
            output.Note(Sentence(counts, isDry));
        }

        if (counts.Sum() == 0)
        {
            output.Warning($"The index has no such picture of '{source.Name}'; name the folder as it was indexed.");
        }

        return counts[(int)SidecarOutcomeKind.Failed] + counts[(int)SidecarOutcomeKind.Outdated] > 0
            ? ExitCode.DoneWithFailures
            : ExitCode.Done;
    }

    private static string Sentence(long[] counts, bool isDry)
    {
        long Of(SidecarOutcomeKind kind) => counts[(int)kind];
        var parts = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Of(SidecarOutcomeKind.Written):N0} XMP files {(isDry ? "would be written" : "written")}"
            ),
            string.Create(CultureInfo.InvariantCulture, $"{Of(SidecarOutcomeKind.Unchanged):N0} pictures as they are"),
        };
        if (Of(SidecarOutcomeKind.Outdated) is > 0 and var outdated)
        {
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outdated:N0} changed since they were tagged ('imagetag index' first)"
                )
            );
        }

        if (Of(SidecarOutcomeKind.Failed) is > 0 and var failed)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{failed:N0} failed"));
        }

        return string.Join(", ", parts);
    }

    private static void Write(ToolOutput output, SidecarOutcome outcome)
    {
        output.Object(
            "sidecar",
            w =>
            {
                w.WriteString("source", outcome.Image.Source);
                w.WriteString("key", outcome.Image.Key);
                w.WriteString("sidecar", outcome.Sidecar);
                w.WriteString("outcome", outcome.Kind.ToString().ToLowerInvariant());
                if (outcome.Message is not null)
                {
                    w.WriteString("message", outcome.Message);
                }
            }
        );
        if (outcome.Message is not null)
        {
            output.Warning($"{outcome.Image.Key}: {outcome.Message}");
        }
        else if (outcome.Kind == SidecarOutcomeKind.Written)
        {
            output.Line(outcome.Sidecar);
        }
    }
}
