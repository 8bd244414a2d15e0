using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Exporting;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag export [QUERY] --to FILE</c>: writes records as NDJSON, CSV or Parquet.</summary>
internal sealed class ExportCommand : ToolCommand
{
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Only pictures that it finds",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string> _to = new("--to")
    {
        Description = "The file, replaced when whole; - for standard output",
        HelpName = "FILE|-",
        Required = true,
    };
    private readonly Option<ExportFormat?> _format = new("--format")
    {
        Description = "ndjson, csv or parquet (default: by the file's ending, else ndjson)",
        HelpName = "FORMAT",
    };
    private readonly Option<bool> _spreadsheetSafe = new("--spreadsheet-safe")
    {
        Description = "Write ' before CSV cells that a spreadsheet would run as a formula",
    };

    public ExportCommand()
        : base("export", "Write what the index has as NDJSON, CSV or Parquet")
    {
        Arguments.Add(_query);
        foreach (var option in (Option[])[_to, _format, _spreadsheetSafe])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var to = parsed.GetRequiredValue(_to);
        var format = parsed.GetValue(_format) ?? ByEnding(to);
        if (parsed.GetValue(_spreadsheetSafe) && format != ExportFormat.Csv)
        {
            throw new ImageTaggingException("--spreadsheet-safe is for CSV only.") { Code = "Usage" };
        }

        var text = string.Join(' ', parsed.GetValue(_query) ?? []);
        var asked = text.Length == 0 ? new EverythingQuery() : TagQueryParser.Parse(text);
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        await index.Index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var query = await new ImageSearch(index.Index)
            .RewriteAsync(asked, new ForgivingOptions { CorrectTyping = false }, cancellationToken)
            .ConfigureAwait(false);
        using var progress = await RecordProgress
            .BeginAsync(output, index.Index, query, new(PerSecond: 90_000), cancellationToken)
            .ConfigureAwait(false);
        var export = new IndexExport(index.Index, progress);
        var count = await WriteAsync(export, query, to, format, parsed, cancellationToken).ConfigureAwait(false);
        if (to == "-")
        {
            return ExitCode.Done;
        }

        output.Object(
            "export",
            w =>
            {
                w.WriteNumber("records", count);
                w.WriteString("file", Path.GetFullPath(to));
                w.WriteString("format", format.ToString().ToLowerInvariant());
            }
        );
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{count:N0} records: {Path.GetFullPath(to)}"));
        return ExitCode.Done;
    }

    private async Task<long> WriteAsync(
        IndexExport export,
        TagQuery query,
        string to,
        ExportFormat format,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        if (to == "-")
        {
            // Parquet's end points back into the file by its own count of bytes, so a pipe serves.
            var standard = Console.OpenStandardOutput();
            await using var closing = standard.ConfigureAwait(false);
            return await WriteAsync(export, query, standard, format, parsed, cancellationToken).ConfigureAwait(false);
        }

        var count = 0L;
        await WholeFile
            .WriteAsync(
                to,
                async (stream, cancel) =>
                    count = await WriteAsync(export, query, stream, format, parsed, cancel).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        return count;
    }

    private async Task<long> WriteAsync(
        IndexExport export,
        TagQuery query,
        Stream to,
        ExportFormat format,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        IRecordWriter writer = format switch
        {
            ExportFormat.Parquet => await ParquetRecordWriter.CreateAsync(to, cancellationToken).ConfigureAwait(false),
            ExportFormat.Csv => new CsvRecordWriter(to, parsed.GetValue(_spreadsheetSafe)),
            _ => new NdjsonRecordWriter(to),
        };
        await using var closing = writer.ConfigureAwait(false);
        return await export.WriteAsync(query, writer, cancellationToken).ConfigureAwait(false);
    }

    private static ExportFormat ByEnding(string to) =>
        Path.GetExtension(to).ToLowerInvariant() switch
        {
            ".parquet" => ExportFormat.Parquet,
            ".csv" => ExportFormat.Csv,
            _ => ExportFormat.Ndjson,
        };
}
