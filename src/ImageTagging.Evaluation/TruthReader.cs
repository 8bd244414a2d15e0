namespace ImageTagging.Evaluation;

/// <summary>The columns of a truth's CSV file. Whatever does not fit is refused: a guess would make a tag of it.</summary>
internal sealed class TruthReader
{
    // A quote that nobody closes must not take the rest of the file.
    private const int MostLines = 1_000;

    private readonly int _columns;
    private readonly int _image;
    private readonly int _tags;
    private readonly int _doubtful = -1;

    private TruthReader(IReadOnlyList<string> first, long number)
    {
        var names = first.Select(c => c.Trim().TrimStart('\uFEFF').ToLowerInvariant()).ToList();
        var tags = names.Count(n => n is "tags" or "tag");
        IsHeading = names[0] == "image" || (tags > 0 && names.Contains("image"));
        (_columns, _image, _tags) = (2, 0, 1);
        if (!IsHeading)
        {
            return;
        }

        if (tags != 1 || names.Count(n => n == "image") != 1)
        {
            throw Fault(number, "must name the columns image and tags, once each");
        }

        (_columns, _image, _tags) = (names.Count, names.IndexOf("image"), names.FindIndex(n => n is "tags" or "tag"));
        _doubtful = names.IndexOf("doubtful");
    }

    private bool IsHeading { get; }

    public static async Task ReadAsync(TextReader reader, GroundTruth truth, CancellationToken cancellationToken)
    {
        TruthReader? columns = null;
        var number = 0L;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var first = ++number;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            IReadOnlyList<string> cells = line.Split(',');
            if (line.Contains('"', StringComparison.Ordinal))
            {
                var row = new CsvCells();
                while (!Take(row, line, first))
                {
                    number++;
                    line =
                        number - first < MostLines ? await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) : null;
                    if (line is null)
                    {
                        throw Fault(first, "opens a quote that is never closed");
                    }
                }

                cells = row.Cells;
            }

            if (columns is null)
            {
                columns = new(cells, first);
                if (columns.IsHeading)
                {
                    continue;
                }
            }

            columns.Add(truth, cells, first);
        }
    }

    private void Add(GroundTruth truth, IReadOnlyList<string> cells, long number)
    {
        if (cells.Count != _columns || cells[_image].Length == 0)
        {
            throw Fault(
                number,
                cells.Count == _columns
                    ? "names no image"
                    : $"has {cells.Count} cells and not {_columns}; write image,\"tag;tag\""
            );
        }

        var doubtful = _doubtful < 0 ? [] : TagList.Split(cells[_doubtful], ';', ',');
        truth.Add(cells[_image], TagList.Split(cells[_tags], ';', ','), doubtful);
    }

    private static bool Take(CsvCells row, string line, long number)
    {
        try
        {
            return row.Take(line);
        }
        catch (FormatException fault)
        {
            throw Fault(number, "is no CSV: " + fault.Message.TrimEnd('.'));
        }
    }

    private static ImageTaggingException Fault(long number, string what) =>
        new($"Line {number} of the truth {what}.") { Code = ErrorCodes.TruthSyntax };
}
