using System.Buffers;
using System.Globalization;
using System.Text;

namespace ImageTagging.Tool.Exporting;

/// <summary>
/// A row a picture, tags and their confidences as lists with <c>;</c> between. RFC 4180: cells that need it are quoted.
/// </summary>
/// <param name="to">Where it goes.</param>
/// <param name="spreadsheetSafe">Whether cells that a spreadsheet would run as a formula get <c>'</c> before them, and the file begins with a byte order mark.</param>
internal sealed class CsvRecordWriter(Stream to, bool spreadsheetSafe) : IRecordWriter
{
    private const int Full = 1 << 15;
    private const string Header =
        "image,source,key,size,modified_at,width,height,media_type,status,tagged_at,tags,confidences,taken_at,camera,lens,latitude,longitude,rating,title,people,place\r\n";

    // Excel takes a file without the mark for one of the machine's own character set.
    private readonly StringBuilder _text = new(spreadsheetSafe ? "\uFEFF" + Header : Header, 2 * Full);
    private readonly StringBuilder _cell = new();

    // What some reader may take for the end of a cell.
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",;\t\"\r\n");

    public ValueTask WriteAsync(ImageRecord record, CancellationToken cancellationToken)
    {
        Cell(record.Location);
        Cell(record.Source);
        Cell(record.Key);
        Plain(record.Size.ToString(CultureInfo.InvariantCulture));
        Plain(ExportText.Time(record.ModifiedAt));
        Plain(record.Width?.ToString(CultureInfo.InvariantCulture));
        Plain(record.Height?.ToString(CultureInfo.InvariantCulture));
        Cell(record.MediaType);
        Plain(ExportText.Status(record));
        Plain(record.TaggedAt is { } at ? ExportText.Time(at) : null);
        List(record.Tags.Select(t => Escaped(FormulaGuard.On(t.Name, spreadsheetSafe))));
        Plain(string.Join(';', record.Tags.Select(t => t.Confidence.ToString())));
        Photo(record.Facts);
        _text.Length--;
        _text.Append("\r\n");
        return _text.Length >= Full ? EmptyAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    private void Photo(PhotoFacts? facts)
    {
        var place = facts?.Position?.Value;
        Plain(facts?.Taken is { } taken ? ExportText.LocalTime(taken.Value.Local) : null);
        Cell(facts?.Camera);
        Cell(facts?.Lens?.Value);
        Plain(place?.Latitude.ToString(CultureInfo.InvariantCulture));
        Plain(place?.Longitude.ToString(CultureInfo.InvariantCulture));
        Plain(facts?.Rating?.Value.ToString(CultureInfo.InvariantCulture));
        Cell(facts?.Title?.Value);
        List((facts?.People ?? []).Select(p => Escaped(FormulaGuard.On(p.Value.Name, spreadsheetSafe))));
        Cell(facts?.Place?.Value.Name);
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await EmptyAsync(cancellationToken).ConfigureAwait(false);
        await to.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask EmptyAsync(CancellationToken cancellationToken)
    {
        await to.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellationToken).ConfigureAwait(false);
        _text.Clear();
    }

    /// <summary>A tag within the list: what would end it is written with a backslash.</summary>
    private static string Escaped(string tag) =>
        tag.AsSpan().ContainsAny(';', '\\')
            ? tag.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
            : tag;

    private void Plain(string? value) => _text.Append(value).Append(',');

    private void Cell(string? value)
    {
        Written(FormulaGuard.On(value ?? "", spreadsheetSafe));
    }

    // Each tag is guarded: where ; is the list separator of a country, a spreadsheet makes cells of them.
    private void List(IEnumerable<string> tags) => Written(string.Join(';', tags));

    private void Written(string value)
    {
        _cell.Clear().Append(value);
        if (value.AsSpan().ContainsAny(s_quoted) || (value.Length > 0 && (value[0] == ' ' || value[^1] == ' ')))
        {
            _text.Append('"').Append(_cell.Replace("\"", "\"\"")).Append('"');
        }
        else
        {
            _text.Append(_cell);
        }

        _text.Append(',');
    }
}
