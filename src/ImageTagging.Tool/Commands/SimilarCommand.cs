using System.CommandLine;
using ImageTagging.Imaging;
using ImageTagging.Indexing;
using ImageTagging.Onnx;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag similar FILE|KEY [QUERY…]</c>: the pictures that look most like one, or what a text tells of, as a table.</summary>
internal sealed class SimilarCommand : ToolCommand
{
    private static readonly string[] s_taggers = [.. TaggerNames.Known.Where(n => n.Split(':')[0] == "local")];

    private readonly Argument<string?> _picture = new("FILE|KEY")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A picture that the index has (as in 'show'), or any file or s3://bucket/key",
    };
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Only among what this finds, such as: beach -indoor",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _text = new Option<string?>("--text")
    {
        Description =
            "What the pictures show, in place of a picture, such as 'a red car in snow'; wants --tagger two-tower:CARD.json, with which they were tagged",
        HelpName = "TEXT",
    }.Where(t => !string.IsNullOrWhiteSpace(t), "is a text");
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
        Description =
            $"Looks at a file that the index does not have, or reads a text: {string.Join(", ", s_taggers)}, two-tower:CARD.json",
        HelpName = "NAME",
        DefaultValueFactory = _ => s_taggers[0],
    }
        .Offering(s_taggers)
        .Where(
            n => s_taggers.Contains(n, StringComparer.OrdinalIgnoreCase) || TaggerNames.IsTwoTower(n),
            $"is one of {string.Join(", ", s_taggers)}, two-tower:CARD.json"
        );
    private readonly Option<bool> _exactWords = SearchOutput.ExactWords();
    private readonly Option<string?> _language = SearchOutput.Language();
    private readonly PipelineOptionsSet _pipeline = new();

    public SimilarCommand()
        : base("similar", "Find pictures that look like one")
    {
        Arguments.Add(_picture);
        Arguments.Add(_query);
        foreach (var option in (Option[])[_text, _not, _least, _limit, _tagger, _pipeline.MaxMemory, _exactWords, _language])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var text = parsed.GetValue(_text);
        // Behind a text there is no picture: what stands first is of the query.
        string[] given =
        [
            .. parsed.GetValue(_picture) is { } first ? [first] : Array.Empty<string>(),
            .. parsed.GetValue(_query) ?? [],
        ];
        if (text is null && given.Length == 0)
        {
            throw new ImageTaggingException("Name a picture, or say with --text what pictures show.") { Code = "Usage" };
        }

        if (text is not null && !TaggerNames.IsTwoTower(parsed.GetRequiredValue(_tagger)))
        {
            throw new ImageTaggingException("--text wants a model that reads texts: --tagger two-tower:CARD.json.")
            {
                Code = "Usage",
            };
        }

        var words = text is null ? given[1..] : given;
        var query = words.Length == 0 ? new EverythingQuery() : TagQueryParser.Parse(string.Join(' ', words));
        var unlike = parsed.GetValue(_not) ?? [];
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
                text is null
                    ? await ExampleAsync(index.Index, given[0], tagger, cancellationToken).ConfigureAwait(false)
                    : new(await ((TwoTowerTagger)tagger.Value).EmbedTextAsync(text, cancellationToken).ConfigureAwait(false)),
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
                    // A text is never as near to a picture as a picture is.
                    MinSimilarity =
                        text is not null && parsed.GetResult(_least) is not { Implicit: false } ? -1 : parsed.GetValue(_least),
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
