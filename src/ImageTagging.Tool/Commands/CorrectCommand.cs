using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary>
/// <c>imagetag tag|untag|rate|favourite|title … PICTURE</c>: what a person says of one picture, or of all that a query finds.
/// </summary>
internal sealed class CorrectCommand : ToolCommand
{
    private readonly Func<ParseResult, TagChange, TagChange> _change;
    private readonly Argument<string?> _image = new("PICTURE")
    {
        Description = "A location, a file, an image id, or a key",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _query = new("--query")
    {
        Description = "Every picture that this query finds, instead of one",
        HelpName = "QUERY",
    };
    private readonly Option<long?> _count = new("--confirm")
    {
        Description = "How many the query must find; without it the number is only told",
        HelpName = "COUNT",
    };
    private readonly Option<string?> _by = By();
    private readonly Option<string?> _vocabulary = VocabularyOption();

    private CorrectCommand(
        string name,
        string description,
        Func<ParseResult, TagChange, TagChange> change,
        Argument? what = null,
        Option? way = null
    )
        : base(name, description)
    {
        _change = change;
        if (what is not null)
        {
            Arguments.Add(what);
        }

        Arguments.Add(_image);
        foreach (var option in (Option?[])[way, _query, _count, _by, _vocabulary])
        {
            if (option is not null)
            {
                Options.Add(option);
            }
        }
    }

    public static CorrectCommand Adding()
    {
        var tag = TagArgument();
        return new(
            "tag",
            "Add a tag to a picture, or to all that a query finds",
            (parsed, change) => change with { Add = [TagOf(parsed.GetRequiredValue(tag))] },
            tag
        );
    }

    public static CorrectCommand Removing()
    {
        var tag = TagArgument();
        return new(
            "untag",
            "Remove a tag from a picture, or from all that a query finds",
            (parsed, change) => change with { Remove = [TagOf(parsed.GetRequiredValue(tag))] },
            tag
        );
    }

    public static CorrectCommand Rating()
    {
        var stars = new Argument<string>("STARS") { Description = "1 to 5, 0 for none, or 'rejected'" };
        return new(
            "rate",
            "Give a picture stars, or all that a query finds",
            (parsed, change) => change with { Rating = StarsOf(parsed.GetRequiredValue(stars)) },
            stars
        );
    }

    public static CorrectCommand Favouring()
    {
        var no = new Option<bool>("--no") { Description = "Make it none, whatever the file says" };
        return new(
            "favourite",
            "Make a picture a favourite, or all that a query finds",
            (parsed, change) => change with { IsFavourite = !parsed.GetValue(no) },
            way: no
        );
    }

    public static CorrectCommand Titling()
    {
        var title = new Argument<string>("TITLE") { Description = "The title; an empty one takes it away" };
        return new(
            "title",
            "Give a picture a title, or all that a query finds",
            (parsed, change) => change with { Title = parsed.GetRequiredValue(title) },
            title
        );
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var (image, text) = (parsed.GetValue(_image), parsed.GetValue(_query));
        if (image is null == text is null)
        {
            throw new ImageTaggingException("Name one picture, or give --query.") { Code = "Usage" };
        }

        var change = _change(
            parsed,
            new() { Batch = Guid.NewGuid().ToString("N"), By = parsed.GetValue(_by) ?? Environment.UserName }
        );
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Change, cancellationToken)
            .ConfigureAwait(false);
        var undo = UndoCommand.Line(change.Batch!, parsed.GetValue(CommonOptions.Index));
        var vocabulary = Load(parsed.GetValue(_vocabulary));
        if (image is not null)
        {
            var record = await ImageLookup.FindAsync(index.Index, image, cancellationToken).ConfigureAwait(false);
            return Write(
                output,
                await new CheckedCurator(index.Index, vocabulary)
                    .CorrectAsync([record.Name], change, cancellationToken)
                    .ConfigureAwait(false),
                undo
            );
        }

        var query = TagQueryParser.Parse(text!);
        if (parsed.GetValue(_count) is not { } count)
        {
            var found = await index
                .Index.SearchAsync(new SearchRequest { Query = query, Size = 0 }, cancellationToken)
                .ConfigureAwait(false);
            throw new ImageTaggingException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The query finds {found.Total} pictures; say --confirm {found.Total} to change them all."
                )
            )
            {
                Code = "Usage",
            };
        }

        using var progress = await RecordProgress
            .BeginAsync(output, index.Index, query, new(PerSecond: 10_000, CheckedCurator.ReadsOf(change)), cancellationToken)
            .ConfigureAwait(false);
        var curator = new CheckedCurator(new CountedReads(index.Index, progress), vocabulary);
        try
        {
            return Write(output, await curator.CorrectAsync(query, change, count, cancellationToken).ConfigureAwait(false), undo);
        }
        catch (OperationCanceledException)
        {
            output.Warning("What was changed until now is undone with: " + undo);
            throw;
        }
    }

    private static Argument<string> TagArgument() => new("TAG") { Description = "The tag" };

    private static string TagOf(string tag) =>
        tag.Trim().Length <= TagName.MaxLength
            ? tag
            : throw new ImageTaggingException($"A tag has at most {TagName.MaxLength} characters.") { Code = "Usage" };

    private static int StarsOf(string stars) =>
        stars switch
        {
            "rejected" => -1,
            [>= '0' and <= '5'] => stars[0] - '0',
            _ => throw new ImageTaggingException("Stars are 1 to 5, 0 for none, or 'rejected'.") { Code = "Usage" },
        };

    internal static Option<string?> By() =>
        new("--by") { Description = "Who says so (default: the user's name)", HelpName = "NAME" };

    internal static Option<string?> VocabularyOption() =>
        new("--vocabulary") { Description = "The vocabulary that the index's tags were made with, if any", HelpName = "FILE" };

    internal static Vocabulary Load(string? file) => file is null ? Vocabulary.Empty : Vocabulary.Load(file);

    internal static int Write(ToolOutput output, CorrectionReport report, string? undo)
    {
        output.Object(
            "correction",
            w =>
            {
                w.WriteString("batch", report.Batch);
                w.WriteNumber("changed", report.Changed);
                w.WriteNumber("unchanged", report.Unchanged);
                w.WriteNumber("conflicts", report.Conflicts.Count);
                w.WriteNumber("missing", report.Missing.Count);
            }
        );
        output.Line(
            string.Create(CultureInfo.InvariantCulture, $"{report.Changed:N0} changed, {report.Unchanged:N0} were so already")
                + (report.Conflicts.Count > 0 ? $", {report.Conflicts.Count} left as others changed them" : "")
                + (report.Missing.Count > 0 ? $", {report.Missing.Count} not in the index" : "")
        );
        if (undo is not null && report.Changed > 0)
        {
            output.Line("Undo with: " + undo);
        }

        return report.Conflicts.Count > 0 || report.Missing.Count > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
    }
}
