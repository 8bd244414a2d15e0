using ImageTagging.Tool.Exporting;

namespace ImageTagging.Tool.Importing;

/// <summary>The tags that a row of CSV has of a picture, by the names in the file's first line.</summary>
internal sealed class CsvTags
{
    private readonly int _columns;
    private readonly int _image;
    private readonly int _source;
    private readonly int _tags;
    private readonly int _tag;
    private readonly int _confidences;
    private readonly int _confidence;
    private readonly int _by;

    // exiftool's table: lists with a comma and a space between, and every column that has keywords.
    private readonly int[] _keywords = [];

    /// <exception cref="ImageTaggingException">The first line does not name what is needed.</exception>
    public CsvTags(CsvRow header)
    {
        var names = header.Cells.Select(c => c.Trim().ToLowerInvariant()).ToList();
        _columns = names.Count;
        if (names.IndexOf("sourcefile") is var file and >= 0 && !names.Contains("tags") && !names.Contains("tag"))
        {
            (_source, _image, _tags, _tag, _confidences, _confidence, _by) = (-1, file, -1, -1, -1, -1, -1);
            _keywords = [.. Enumerable.Range(0, _columns).Where(i => names[i] is "keywords" or "subject")];
            if (header.Fault is null && _keywords.Length > 0)
            {
                return;
            }
        }

        (_source, _image) = (names.IndexOf("source"), names.IndexOf("key"));
        if (_source < 0 || _image < 0)
        {
            (_source, _image) = (-1, names.IndexOf("image"));
        }

        (_tags, _tag) = (names.IndexOf("tags"), names.IndexOf("tag"));
        (_confidences, _confidence, _by) = (names.IndexOf("confidences"), names.IndexOf("confidence"), names.IndexOf("by"));
        if (
            names
                .Where(n => n is "source" or "key" or "image" or "tags" or "tag" or "confidences" or "confidence" or "by")
                .GroupBy(n => n)
                .FirstOrDefault(g => g.Count() > 1) is
            { Key: var twice }
        )
        {
            throw new ImageTaggingException($"The CSV's first line names the column {twice} twice.") { Code = "Usage" };
        }

        if (header.Fault is not null || _image < 0 || (_tags < 0 && _tag < 0))
        {
            throw new ImageTaggingException(
                "The CSV's first line must name the columns image, and tags or tag (or, from exiftool, SourceFile and Keywords)"
                    + (header.Fault is { } fault ? ": " + fault : ".")
            )
            {
                Code = "Usage",
            };
        }
    }

    public ImportLine Parse(CsvRow row)
    {
        try
        {
            return row.Fault is { } fault ? throw new FormatException(fault)
                : row.Cells.Count < _columns || row.Cells.Skip(_columns).Any(c => c.Length > 0)
                    ? throw new FormatException($"The row has {row.Cells.Count} cells, the first line {_columns}.")
                : new(row.Number)
                {
                    Bytes = row.Bytes,
                    Image = ImportedTag.Image(FormulaGuard.Off(row.Cells[_image])),
                    Source = _source >= 0 ? FormulaGuard.Off(row.Cells[_source]) : null,
                    Tags = Tags(row.Cells),
                    By = _by >= 0 ? ImportedTag.Person(row.Cells[_by]) : null,
                };
        }
        catch (FormatException fault)
        {
            return new(row.Number) { Fault = fault.Message };
        }
    }

    private ImageLabel[] Tags(IReadOnlyList<string> cells)
    {
        string[] names =
            _keywords.Length > 0 ? Keywords(cells)
            : _tags >= 0
                ? [.. TagList.Split(cells[_tags], ';').Where(t => !string.IsNullOrWhiteSpace(t)).Select(FormulaGuard.Off)]
            : [FormulaGuard.Off(cells[_tag])];
        ImportedTag.Check(names.Length);
        string[] sure =
            _confidences >= 0 && _tags >= 0 ? cells[_confidences].Split(';', StringSplitOptions.RemoveEmptyEntries)
            : _confidence >= 0 && cells[_confidence].Length > 0 ? [.. names.Select(_ => cells[_confidence])]
            : [];
        return sure.Length > 0 && sure.Length != names.Length
            ? throw new FormatException("It has not as many confidences as tags.")
            : [.. names.Select((n, i) => ImportedTag.Label(n, sure.Length == 0 ? null : ImportedTag.Confidence(sure[i])))];
    }

    // With -f exiftool writes - where a picture has none.
    private string[] Keywords(IReadOnlyList<string> cells) =>
        [
            .. _keywords
                .Select(i => cells[i])
                .Where(c => c != "-")
                .SelectMany(c => c.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Distinct(StringComparer.Ordinal),
        ];
}
