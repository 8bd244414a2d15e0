using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ImageTagging.Tool.Evaluating;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag teach TAG</c>: learns a tag by examples and brings it into the index.</summary>
internal sealed class TeachCommand : ToolCommand
{
    private readonly Argument<string?> _tag = new("TAG")
    {
        Description = "The tag; its corrections (tag, untag, the page) are examples already",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string[]> _yes = Examples("--yes", "has it");
    private readonly Option<string[]> _no = Examples("--no", "has it not");
    private readonly Option<double?> _precision = new Option<double?>("--precision")
    {
        Description =
            "The share of its pictures that shall be right, such as 0.9 (default: the best balance with how many are found)",
        HelpName = "SHARE",
    }.Where(p => p is > 0 and <= 1, "is over 0 and at most 1");
    private readonly Option<bool> _list = new("--list") { Description = "List the taught tags, and learn nothing" };
    private readonly Option<bool> _undo = new("--undo") { Description = "Take the tag's newest version back" };
    private readonly Option<string?> _export = new("--export")
    {
        Description = "Write the tag into a small JSON file, and learn nothing",
        HelpName = "FILE",
    };
    private readonly Option<string?> _import = new("--import")
    {
        Description = "Take a tag over from such a file",
        HelpName = "FILE",
    };
    private readonly Option<bool> _apply = new("--apply")
    {
        Description = "Bring what was taught into all pictures, and learn nothing: what was interrupted goes on",
    };
    private readonly Option<bool> _weights = new("--weights")
    {
        Description = "Tell how far each tagger can be trusted about each tag, by people's corrections; learns no tag",
    };
    private readonly Option<string?> _write = new("--write-vocabulary")
    {
        Description = "With --weights: write the weights into a vocabulary, beside the rules of --vocabulary",
        HelpName = "FILE",
    };
    private readonly Option<string?> _by = CorrectCommand.By();
    private readonly Option<string?> _vocabulary = CorrectCommand.VocabularyOption();

    public TeachCommand()
        : base("teach", "Teach a tag by examples, and find it in all pictures")
    {
        Arguments.Add(_tag);
        foreach (
            var option in (Option[])
                [_yes, _no, _precision, _list, _undo, _export, _import, _apply, _weights, _write, _by, _vocabulary]
        )
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var (tag, export, import) = (parsed.GetValue(_tag), parsed.GetValue(_export), parsed.GetValue(_import));
        var (lists, undoes, applies) = (parsed.GetValue(_list), parsed.GetValue(_undo), parsed.GetValue(_apply));
        var learns =
            parsed.GetValue(_yes) is { Length: > 0 }
            || parsed.GetValue(_no) is { Length: > 0 }
            || parsed.GetValue(_precision) is not null;
        if (parsed.GetValue(_weights))
        {
            if (tag is not null || lists || applies || export is not null || import is not null || learns)
            {
                throw Usage("--weights learns no tag: give it --vocabulary, --write-vocabulary or --undo only.");
            }

            return await WeighAsync(parsed, output, undoes, cancellationToken).ConfigureAwait(false);
        }

        if (parsed.GetValue(_write) is not null)
        {
            throw Usage("--write-vocabulary writes the weights of --weights; give both.");
        }

        var asked = new[] { lists, undoes, applies, export is not null, import is not null, learns }.Count(a => a);
        if (asked > 1)
        {
            throw Usage("Ask for one thing at a time: examples, --list, --undo, --export, --import or --apply.");
        }

        var needsTag = !lists && !applies && import is null;
        if (needsTag != tag is not null)
        {
            throw Usage(needsTag ? "Name the tag." : "No tag is named beside --list, --import and --apply.");
        }

        await using var index = await IndexLocation
            .OpenAsync(
                parsed.GetValue(CommonOptions.Index),
                lists || export is not null ? IndexUse.Read : IndexUse.Change,
                cancellationToken
            )
            .ConfigureAwait(false);
        var vocabulary = CorrectCommand.Load(parsed.GetValue(_vocabulary));
        var teacher = new TagTeacher(index.Index, vocabulary, output.Time);
        if (lists)
        {
            return await ListAsync(teacher, output, cancellationToken).ConfigureAwait(false);
        }

        if (export is not null)
        {
            return await ExportAsync(teacher, vocabulary, tag!, export, output, cancellationToken).ConfigureAwait(false);
        }

        await CheckAsync(index.Index, vocabulary, cancellationToken).ConfigureAwait(false);
        if (undoes)
        {
            var restored = await teacher.UndoAsync(tag!, cancellationToken).ConfigureAwait(false);
            output.Line(
                restored is null
                    ? $"'{tag}' is taught no more"
                    : string.Create(CultureInfo.InvariantCulture, $"'{restored.Tag}' is version {restored.Version} again")
            );
        }
        else if (import is not null)
        {
            Write(
                output,
                await teacher
                    .ImportAsync(await ReadAsync(import, cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false)
            );
        }
        else if (!applies)
        {
            var request = await RequestAsync(parsed, index.Index, tag!, cancellationToken).ConfigureAwait(false);
            Write(output, await teacher.TeachAsync(request, cancellationToken).ConfigureAwait(false));
        }

        return await ApplyAsync(teacher, index.Index, output, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> WeighAsync(ParseResult parsed, ToolOutput output, bool undoes, CancellationToken cancellationToken)
    {
        var (given, file) = (parsed.GetValue(_vocabulary), parsed.GetValue(_write));
        if (undoes)
        {
            if (given is null || file is not null)
            {
                throw Usage("--weights --undo puts the vocabulary of --vocabulary back; name it, and no other.");
            }

            await WeightFile.UndoAsync(given, cancellationToken).ConfigureAwait(false);
            output.Line(
                $"'{given}' is as it was before the weights; 'imagetag index SOURCE --vocabulary {given}' brings it into the tags"
            );
            return ExitCode.Done;
        }

        if (file is not null)
        {
            WholeFile.Check(file);
            if (RulesFile.WhyNot(file) is { } why)
            {
                throw Usage(why);
            }
        }

        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        var vocabulary = CorrectCommand.Load(given);
        var weights = await new TaggerWeights(index.Index, vocabulary).LearnAsync(cancellationToken).ConfigureAwait(false);
        foreach (var weight in weights)
        {
            output.Object(
                "weight",
                w =>
                {
                    w.WriteString("tag", weight.Tag);
                    w.WriteString("tagger", weight.Tagger);
                    w.WriteNumber("right", weight.Right);
                    w.WriteNumber("wrong", weight.Wrong);
                    w.WriteNumber("weight", Math.Round(weight.Weight, 3));
                }
            );
        }

        if (weights.Count == 0)
        {
            output.Note(
                $"No weight can be told yet: people must have judged {TaggerWeights.Enough} pictures to which one tagger gave one tag, and said yes to some."
            );
            return ExitCode.Done;
        }

        output.Table(
            ["Tag", "Tagger", "Right", "Wrong", "Weight"],
            weights.Select(w =>
                (string[])
                    [
                        w.Tag,
                        w.Tagger,
                        w.Right.ToString(CultureInfo.InvariantCulture),
                        w.Wrong.ToString(CultureInfo.InvariantCulture),
                        w.Weight.ToString("0.000", CultureInfo.InvariantCulture),
                    ]
            )
        );
        if (file is null)
        {
            output.Note("Nothing was changed; --write-vocabulary FILE writes them into a vocabulary.");
            return ExitCode.Done;
        }

        await WeightFile.WriteAsync(file, given, weights, cancellationToken).ConfigureAwait(false);
        output.Line(
            $"Weights are in '{file}'; 'imagetag index SOURCE --vocabulary {file}' brings them into the tags, without a call"
        );
        return ExitCode.Done;
    }

    private async Task<TeachRequest> RequestAsync(
        ParseResult parsed,
        ITagIndex index,
        string tag,
        CancellationToken cancellationToken
    )
    {
        var yes = await ExamplesAsync(index, parsed.GetValue(_yes) ?? [], cancellationToken).ConfigureAwait(false);
        var no = await ExamplesAsync(index, parsed.GetValue(_no) ?? [], cancellationToken).ConfigureAwait(false);
        return new()
        {
            Tag = tag,
            By = parsed.GetValue(_by) ?? Environment.UserName,
            Yes = yes.Names,
            No = no.Names,
            YesQuery = yes.Query,
            NoQuery = no.Query,
            Precision = parsed.GetValue(_precision),
        };
    }

    // What names a picture of the index is that picture; all else is a search.
    private static async Task<(IReadOnlyList<ImageName> Names, TagQuery? Query)> ExamplesAsync(
        ITagIndex index,
        string[] given,
        CancellationToken cancellationToken
    )
    {
        List<ImageName> names = [];
        TagQuery? query = null;
        foreach (var text in given)
        {
            try
            {
                names.Add((await ImageLookup.FindAsync(index, text, cancellationToken).ConfigureAwait(false)).Name);
            }
            catch (ImageTaggingException fault) when (fault.Code == "NoSuchImage")
            {
                var search = TagQueryParser.Parse(text);
                var found = await index.SearchAsync(new() { Query = search, Size = 0 }, cancellationToken).ConfigureAwait(false);
                if (found.Total == 0)
                {
                    throw Usage($"'{text}' is no picture of the index, and as a search it finds none.");
                }

                query = query is null ? search : query | search;
            }
        }

        return ([.. names.Distinct()], query);
    }

    private static async Task<int> ListAsync(TagTeacher teacher, ToolOutput output, CancellationToken cancellationToken)
    {
        var tags = await teacher.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var tag in tags)
        {
            WriteObject(output, tag);
        }

        if (tags.Count > 0)
        {
            output.Table(
                ["Tag", "Version", "Yes", "No", "Right", "Found", "From", "By"],
                tags.Select(t =>
                    (string[])
                        [
                            t.Tag,
                            t.Version.ToString(CultureInfo.InvariantCulture),
                            t.Yes.ToString(CultureInfo.InvariantCulture),
                            Noes(t),
                            t.Quality is null ? "?" : Share(t.Quality.Precision),
                            t.Quality is null ? "?" : Share(t.Quality.Recall),
                            string.Create(CultureInfo.InvariantCulture, $"{t.Threshold:0.#}"),
                            t.By,
                        ]
                )
            );
        }
        else
        {
            output.Note("No tag was taught yet: 'imagetag teach TAG --yes PICTURE --no PICTURE'.");
        }

        return ExitCode.Done;
    }

    private static async Task<int> ExportAsync(
        TagTeacher teacher,
        Vocabulary vocabulary,
        string tag,
        string file,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        WholeFile.Check(file);
        var name = vocabulary.TagOf(TagName.Normalize(tag));
        var taught =
            (await teacher.ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(t => t.Tag == name)
            ?? throw new ImageTaggingException($"The tag '{tag}' is not taught; 'imagetag teach --list' lists those that are.")
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.NotTaught,
            };
        await WholeFile
            .WriteAsync(file, Encoding.UTF8.GetBytes(TaughtTagDocument.Write(taught) + "\n"), cancellationToken)
            .ConfigureAwait(false);
        WriteObject(output, taught);
        output.Line(string.Create(CultureInfo.InvariantCulture, $"'{taught.Tag}', version {taught.Version}, is in '{file}'"));
        return ExitCode.Done;
    }

    private static async Task<TaughtTag> ReadAsync(string file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        // One character more than a document has tells that it is none, however long the file is.
        var text = new char[TaughtTagDocument.MaxLength + 1];
        var length = await reader.ReadBlockAsync(text, cancellationToken).ConfigureAwait(false);
        return TaughtTagDocument.Read(new(text, 0, length));
    }

    // The tags that are written must be made by the vocabulary that made the others.
    private static async Task CheckAsync(ITagIndex index, Vocabulary vocabulary, CancellationToken cancellationToken)
    {
        await foreach (var record in index.ReadAllAsync(new EverythingQuery(), null, cancellationToken).ConfigureAwait(false))
        {
            VocabularyCheck.Holds(record, vocabulary);
            break;
        }
    }

    private static async Task<int> ApplyAsync(
        TagTeacher teacher,
        ITagIndex index,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        TeachingReport report;
        using var progress = await RecordProgress
            .BeginAsync(
                output,
                index,
                RecordProgress.Everything,
                new(PerSecond: 50_000) { IfEnded = "Ctrl-C ends it; 'imagetag teach --apply' goes on.", GoesOn = true },
                cancellationToken
            )
            .ConfigureAwait(false);
        try
        {
            report = await teacher.ApplyAsync(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            output.Warning("Not all pictures have it yet; 'imagetag teach --apply' goes on.");
            throw;
        }

        output.Object(
            "teaching",
            w =>
            {
                w.WriteNumber("changed", report.Changed);
                w.WriteNumber("unchanged", report.Unchanged);
                w.WriteNumber("conflicts", report.Conflicts.Count);
            }
        );
        output.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Changed:N0} pictures changed, {report.Unchanged:N0} were so already"
            ) + (report.Conflicts.Count > 0 ? $", {report.Conflicts.Count} left as others changed them" : "")
        );
        return report.Conflicts.Count > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
    }

    private static string Noes(TaughtTag tag) =>
        (tag.No, tag.Presumed) switch
        {
            (0, > 0) => $"{tag.Presumed} presumed",
            (_, > 0) => $"{tag.No} and {tag.Presumed} presumed",
            _ => tag.No.ToString(CultureInfo.InvariantCulture),
        };

    private static void Write(ToolOutput output, TaughtTag tag)
    {
        WriteObject(output, tag);
        output.Line(
            string.Create(CultureInfo.InvariantCulture, $"'{tag.Tag}', version {tag.Version}: {tag.Yes} yes, ")
                + Noes(tag)
                + " no"
        );
        if (tag.Quality is { } quality)
        {
            output.Line(
                $"Of the pictures that get it {Share(quality.Precision)} are right; {Share(quality.Recall)} of those that have it get it"
            );
            output.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Given from a confidence of {tag.Threshold:0.#} on, measured on examples held back {quality.Folds} times"
                )
            );
        }

        foreach (var warning in tag.Warnings)
        {
            output.Warning(warning);
        }
    }

    private static string Share(MeasuredShare share) =>
        string.Create(CultureInfo.InvariantCulture, $"{share.Value:P0} ({share.Low * 100:0}-{share.High * 100:0})")
            .Replace(" %", "%", StringComparison.Ordinal);

    private static void WriteObject(ToolOutput output, TaughtTag tag) =>
        output.Object(
            "taughtTag",
            w =>
            {
                w.WriteString("tag", tag.Tag);
                w.WriteNumber("version", tag.Version);
                w.WriteNumber("yes", tag.Yes);
                w.WriteNumber("no", tag.No);
                w.WriteNumber("presumed", tag.Presumed);
                w.WriteNumber("threshold", tag.Threshold);
                if (tag.Quality is { } quality)
                {
                    Write(w, "precision", quality.Precision);
                    Write(w, "recall", quality.Recall);
                    w.WriteNumber("averagePrecision", Math.Round(quality.AveragePrecision, 4));
                }

                w.WriteStartArray("warnings");
                foreach (var warning in tag.Warnings)
                {
                    w.WriteStringValue(warning);
                }

                w.WriteEndArray();
                w.WriteString("by", tag.By);
                w.WriteString("at", tag.At);
            }
        );

    private static void Write(Utf8JsonWriter writer, string name, MeasuredShare share)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("value", Math.Round(share.Value, 4));
        writer.WriteNumber("low", Math.Round(share.Low, 4));
        writer.WriteNumber("high", Math.Round(share.High, 4));
        writer.WriteEndObject();
    }

    private static Option<string[]> Examples(string name, string what) =>
        new(name)
        {
            Description = $"A picture of the index that {what}, or a search that finds such pictures (repeatable)",
            HelpName = "PICTURE|QUERY",
            AllowMultipleArgumentsPerToken = true,
        };

    private static ImageTaggingException Usage(string message) => new(message) { Code = "Usage" };
}
