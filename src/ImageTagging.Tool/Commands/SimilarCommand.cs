using System.CommandLine;
using ImageTagging.Imaging;
using ImageTagging.Querying;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag similar FILE|KEY [QUERY…]</c>: the pictures that look most like one, as a table.</summary>
internal sealed class SimilarCommand : ToolCommand
{
    private static readonly string[] s_taggers = [.. TaggerNames.Known.Where(n => n.Split(':')[0] == "local")];

    private readonly Argument<string> _picture = new("FILE|KEY")
    {
        Description = "A picture that the index has (as in 'show'), or any file or s3://bucket/key",
    };
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Only among what this finds, such as: beach -indoor",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string[]> _not = new("--not")
    {
        Description = "A picture that those found are to be unlike (repeatable)",
        HelpName = "FILE|KEY",
    };
    private readonly Option<double> _least = new Option<double>("--least")
    {
        Description = "The least similarity of a picture that is shown, -1 to 1",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => SimilarTo.Noticeable,
    }.Where(s => s is >= -1 and <= 1, "is a number from -1 to 1");
    private readonly Option<int> _limit = OptionRules.Limit("hits", 20);
    private readonly Option<string> _tagger = new Option<string>("--tagger")
    {
        Description = $"Looks at a file that the index does not have: {string.Join(", ", s_taggers)}",
        HelpName = "NAME",
        DefaultValueFactory = _ => s_taggers[0],
    }
        .Offering(s_taggers)
        .Where(n => s_taggers.Contains(n, StringComparer.OrdinalIgnoreCase), $"is one of {string.Join(", ", s_taggers)}");
    private readonly Option<bool> _exactWords = SearchOutput.ExactWords();
    private readonly Option<string?> _language = SearchOutput.Language();
    private readonly PipelineOptionsSet _pipeline = new();

    public SimilarCommand()
        : base("similar", "Find pictures that look like one")
    {
        Arguments.Add(_picture);
        Arguments.Add(_query);
        foreach (var option in (Option[])[_not, _least, _limit, _tagger, _pipeline.MaxMemory, _exactWords, _language])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var words = parsed.GetValue(_query) ?? [];
        var query = words.Length == 0 ? new EverythingQuery() : TagQueryParser.Parse(string.Join(' ', words));
        var (like, unlike) = (parsed.GetRequiredValue(_picture), parsed.GetValue(_not) ?? []);
        if (unlike.Length >= SimilarTo.MaxExamples)
        {
            throw new ImageTaggingException($"--not is given at most {SimilarTo.MaxExamples - 1} times.") { Code = "Usage" };
        }

        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        // Before a picture is looked at, which takes a second.
        SearchChecks.WantSimilarity(index.Index.Info);
        var imaging = _pipeline.ReadImagingOptions(parsed);
        var tagger = new Lazy<ITagger>(() =>
            TaggerNames.Create(
                parsed.GetRequiredValue(_tagger),
                new() { Names = [], Imaging = imaging },
                new VipsImageCodec(imaging)
            )
        );
        try
        {
            List<SimilarExample> examples =
            [
                await ExampleAsync(index.Index, like, tagger, cancellationToken).ConfigureAwait(false),
            ];
            foreach (var picture in unlike)
            {
                var example = await ExampleAsync(index.Index, picture, tagger, cancellationToken).ConfigureAwait(false);
                examples.Add(example with { IsUnlike = true });
            }

            var request = new SearchRequest
            {
                Query = query,
                SimilarTo = new()
                {
                    Examples = examples,
                    MinSimilarity = parsed.GetValue(_least),
                    // A picture of the index may have vectors of several taggers, a file has one.
                    Space = examples.Select(e => e.Embedding?.Space).FirstOrDefault(s => s is not null),
                },
            };
            var forgiving = parsed.GetValue(_exactWords) ? ForgivingOptions.None : ForgivingOptions.All;
            var found = await SearchOutput
                .WriteAsync(
                    output,
                    index.Index,
                    request,
                    forgiving,
                    parsed.GetValue(_limit),
                    parsed.GetValue(_language),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (found == 0)
            {
                output.Note(
                    "Compared are only pictures that the same tagger gave a vector"
                        + (request.SimilarTo.Space is null ? "" : $" (here '{parsed.GetValue(_tagger)}'; --tagger names another)")
                        + "; 'imagetag index' with that tagger gives the others one."
                );
            }

            return ExitCode.Done;
        }
        finally
        {
            if (tagger.IsValueCreated)
            {
                (tagger.Value as IDisposable)?.Dispose();
            }
        }
    }

    private static async Task<SimilarExample> ExampleAsync(
        ITagIndex index,
        string given,
        Lazy<ITagger> tagger,
        CancellationToken cancellationToken
    )
    {
        ImageRecord record;
        try
        {
            record = await ImageLookup.FindAsync(index, given, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Code == "NoSuchImage")
        {
            return new(await LookAsync(given, tagger.Value, cancellationToken).ConfigureAwait(false));
        }

        return record.Taggers.Any(t => t.Embedding is not null)
            ? new(record.Name)
            : throw NoVector(
                $"'{given}' has no vector yet; run 'imagetag index {record.Source}' again, with the local tagger among its taggers."
            );
    }

    private static async Task<Embedding> LookAsync(string given, ITagger tagger, CancellationToken cancellationToken)
    {
        var (source, listing) = await SingleImage.OpenAsync(given, new(), cancellationToken).ConfigureAwait(false);
        using var disposeSource = source as IDisposable;
        using var image = new ImageToTag(source, listing);
        var answer = await tagger.TagAsync(image, cancellationToken).ConfigureAwait(false);
        return answer.Embedding ?? throw NoVector($"Nothing can be seen in '{given}' that others could be compared with.");
    }

    private static ImageTaggingException NoVector(string message) =>
        new(message) { Kind = FailureKind.Refused, Code = "NoEmbedding" };
}
