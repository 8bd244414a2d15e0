using System.Text;

namespace ImageTagging;

/// <summary>Cuts a row's lines into cells (RFC 4180). Whatever does not fit is refused: a guess would make tags of it.</summary>
/// <param name="separator">What stands between cells.</param>
internal sealed class CsvCells(char separator = ',')
{
    private readonly List<string> _cells = [];
    private readonly StringBuilder _cell = new();
    private bool _isOpen;

    public IReadOnlyList<string> Cells => _cells;

    /// <summary>Takes the row's next line; false where a quote is open at its end, so that another line belongs to the row.</summary>
    /// <exception cref="FormatException">The row is none; the message says why.</exception>
    public bool Take(string line)
    {
        if (_isOpen)
        {
            _cell.Append('\n');
        }

        var at = 0;
        while (true)
        {
            if (!_isOpen && (at >= line.Length || line[at] != '"'))
            {
                if (!Plain(line, ref at))
                {
                    return true;
                }

                continue;
            }

            at += _isOpen ? 0 : 1;
            _isOpen = true;
            if (!Quoted(line, ref at))
            {
                return false;
            }

            _isOpen = false;
            _cells.Add(_cell.ToString());
            _cell.Clear();
            if (IsEnd(line, at))
            {
                return true;
            }

            if (line[at++] != separator)
            {
                throw new FormatException("A cell goes on behind its closing quote.");
            }
        }
    }

    // Whether another cell follows.
    private bool Plain(string line, ref int at)
    {
        var comma = line.IndexOf(separator, at);
        var end = comma >= 0 ? comma : line.Length;
        var cell = line.AsSpan(at, end - at);
        cell = comma < 0 && cell.EndsWith("\r") ? cell[..^1] : cell;
        if (cell.Contains('"'))
        {
            throw new FormatException("A quote stands in a cell that does not begin with one.");
        }

        _cells.Add(cell.ToString());
        at = end + 1;
        return comma >= 0;
    }

    // Whether the quote is closed on this line.
    private bool Quoted(string line, ref int at)
    {
        while (true)
        {
            var quote = line.IndexOf('"', at);
            _cell.Append(line, at, (quote < 0 ? line.Length : quote) - at);
            if (quote < 0)
            {
                return false;
            }

            at = quote + 1;
            if (at >= line.Length || line[at] != '"')
            {
                return true;
            }

            _cell.Append('"');
            at++;
        }
    }

    private static bool IsEnd(string line, int at) => at == line.Length || (at == line.Length - 1 && line[at] == '\r');
}
