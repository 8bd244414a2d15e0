using System.Runtime.CompilerServices;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Tool.Importing;

/// <summary>Reads tags line by line, at constant memory: NDJSON, or CSV with a header.</summary>
internal static class ImportReader
{
    public static IAsyncEnumerable<ImportLine> ReadAsync(Stream from, bool isCsv, CancellationToken cancellationToken) =>
        isCsv ? ReadCsvAsync(from, cancellationToken) : ReadJsonAsync(from, cancellationToken);

    private static async IAsyncEnumerable<ImportLine> ReadJsonAsync(
        Stream from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var (number, line) in InputLines.ReadAsync(from, cancellationToken).ConfigureAwait(false))
        {
            yield return JsonTags.Parse(number, line);
        }
    }

    private static async IAsyncEnumerable<ImportLine> ReadCsvAsync(
        Stream from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        CsvTags? header = null;
        await foreach (var row in CsvRows.ReadAsync(from, CsvSeparator.Of, cancellationToken).ConfigureAwait(false))
        {
            if (header is null)
            {
                header = new(row);
            }
            else
            {
                yield return header.Parse(row);
            }
        }

        if (header is null)
        {
            throw new ImageTaggingException(
                "The file is empty, and a CSV's first line names its columns: image, and tags or tag."
            )
            {
                Code = "Usage",
            };
        }
    }
}
