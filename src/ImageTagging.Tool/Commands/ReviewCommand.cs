using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag review TAG [QUERY…]</c>: the pictures whose answer would teach a tag most.</summary>
internal sealed class ReviewCommand : ToolCommand
{
    private readonly Argument<string> _tag = new("TAG") { Description = "The tag; it need not have been taught yet" };
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Only among what this finds, such as: beach -indoor",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<int> _limit = new Option<int>("--limit", "-n")
    {
        Description = "How many pictures",
        HelpName = "N",
        DefaultValueFactory = _ => new ReviewRequest { Tag = "" }.Count,
    }.Where(n => n is >= 1 and <= ReviewRequest.MaxCount, $"is 1 to {ReviewRequest.MaxCount}");

    public ReviewCommand()
        : base("review", "Name the pictures whose answer would teach a tag most")
    {
        Arguments.Add(_tag);
        Arguments.Add(_query);
        Options.Add(_limit);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var words = parsed.GetValue(_query) ?? [];
        var request = new ReviewRequest
        {
            Tag = parsed.GetRequiredValue(_tag),
            Count = parsed.GetValue(_limit),
            Query = words.Length == 0 ? null : TagQueryParser.Parse(string.Join(' ', words)),
        };
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        var pictures = await new TagTeacher(index.Index).ReviewAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var picture in pictures)
        {
            output.Object(
                "review",
                w =>
                {
                    w.WriteString("source", picture.Record.Source);
                    w.WriteString("key", picture.Record.Key);
                    w.WriteString("location", picture.Record.Location);
                    if (picture.Confidence is { } confidence)
                    {
                        w.WriteNumber("confidence", confidence);
                    }

                    TagWords.Write(w, "tags", picture.Record.Tags);
                }
            );
        }

        if (pictures.Count > 0)
        {
            output.Table(
                ["Confidence", "Picture", "Tags"],
                pictures.Select(p =>
                    (string[])
                        [
                            p.Confidence?.ToString("0", CultureInfo.InvariantCulture) ?? "?",
                            p.Record.Key,
                            TagWords.Of(p.Record.Tags),
                        ]
                )
            );
            output.Note($"Answer with: imagetag teach '{request.Tag}' --yes PICTURE… --no PICTURE…");
        }
        else
        {
            output.Note("No picture is left to ask about: those with a vector were all answered.");
        }

        return ExitCode.Done;
    }
}
