using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Importing;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag import FILE</c>: takes tags from NDJSON or CSV, for pictures that the index has.</summary>
internal sealed class ImportCommand : ToolCommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "NDJSON, or a table (.csv, .tsv, .txt) with the columns image and tags",
    };
    private readonly Option<string?> _as = new("--as")
    {
        Description = "Take them as the labels of a tagger of this name (default: as corrections of a person)",
        HelpName = "TAGGER",
    };
    private readonly Option<string?> _by = new("--by")
    {
        Description = "Who says so, where a line does not tell (default: the user's name)",
    };
    private readonly Option<string?> _vocabulary = new("--vocabulary")
    {
        Description = "The vocabulary that the index's tags were made with, if any",
        HelpName = "FILE",
    };

    public ImportCommand()
        : base("import", "Take tags from a file, for pictures that the index has")
    {
        Arguments.Add(_file);
        foreach (var option in (Option[])[_as, _by, _vocabulary])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var (file, tagger, by) = (parsed.GetRequiredValue(_file), parsed.GetValue(_as), parsed.GetValue(_by));
        if (
            tagger is not null
            && (tagger.Length == 0 || !tagger.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
        )
        {
            throw new ImageTaggingException("--as is lower-case letters, digits, - and . only.") { Code = "Usage" };
        }

        if (tagger is not null && by is not null)
        {
            throw new ImageTaggingException("Give --as or --by: labels are a tagger's, corrections a person's.")
            {
                Code = "Usage",
            };
        }

        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Change, cancellationToken)
            .ConfigureAwait(false);
        var vocabulary = CorrectCommand.Load(parsed.GetValue(_vocabulary));
        var stream = File.OpenRead(file);
        await using var closing = stream.ConfigureAwait(false);
        var lines = ImportReader.ReadAsync(
            stream,
            Path.GetExtension(file).ToLowerInvariant() is ".csv" or ".tsv" or ".txt",
            cancellationToken
        );
        var import = new TagImport(index.Index, vocabulary, TimeProvider.System, line => Refuse(output, line));
        var batch = Guid.NewGuid().ToString("N");
        var undo = UndoCommand.Line(batch, parsed.GetValue(CommonOptions.Index));
        try
        {
            await (
                tagger is null
                    ? import.CorrectAsync(lines, by ?? Environment.UserName, batch, cancellationToken)
                    : import.LabelAsync(
                        lines,
                        tagger,
                        await FileIdentity.OfAsync(stream, cancellationToken).ConfigureAwait(false),
                        cancellationToken
                    )
            ).ConfigureAwait(false);
        }
        catch (Exception) when (import.HasWritten)
        {
            // Whatever ended it: what was written until then can be told and undone.
            Write(output, import, tagger, batch, undo);
            throw;
        }

        Write(output, import, tagger, batch, undo);
        if (import.HasWritten)
        {
            await TagMeanings.PrepareAsync(index.Index, output, cancellationToken).ConfigureAwait(false);
        }

        return import.Conflicts + import.Missing + import.Faulty > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
    }

    private static void Refuse(ToolOutput output, ImportLine line)
    {
        output.Object(
            "refused",
            w =>
            {
                w.WriteNumber("line", line.Number);
                w.WriteString("image", line.Image);
                w.WriteString("message", line.Fault);
            }
        );
        output.Note(string.Create(CultureInfo.InvariantCulture, $"Line {line.Number}: {line.Image} {line.Fault}"));
    }

    private static void Write(ToolOutput output, TagImport import, string? tagger, string batch, string undo)
    {
        output.Object(
            "import",
            w =>
            {
                w.WriteNumber("lines", import.Lines);
                w.WriteNumber("changed", import.Changed);
                w.WriteNumber("unchanged", import.Unchanged);
                w.WriteNumber("conflicts", import.Conflicts);
                w.WriteNumber("missing", import.Missing);
                w.WriteNumber("faulty", import.Faulty);
                if (tagger is not null)
                {
                    w.WriteString("tagger", tagger);
                }
                else
                {
                    w.WriteString("batch", batch);
                }
            }
        );
        output.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{import.Lines:N0} lines: {import.Changed:N0} pictures changed, {import.Unchanged:N0} lines told nothing new, {import.Conflicts:N0} in conflict, {import.Missing:N0} not found, {import.Faulty:N0} faulty lines"
            )
        );
        if (tagger is null && import.HasWritten)
        {
            output.Line("Undo with: " + undo);
        }
    }
}
