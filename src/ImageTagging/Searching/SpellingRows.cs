namespace ImageTagging.Searching;

/// <summary>
/// The distances between a typed text and every prefix of a name, one row for each character of the name; names that share
/// a prefix share its rows. A missing, an extra, a wrong letter and two swapped neighbours are one error each.
/// </summary>
internal sealed class SpellingRows
{
    /// <summary>The longest text that is compared; nobody types a longer tag and means another.</summary>
    public const int MaxLength = 64;

    private readonly string _text;
    private readonly int _most;
    private readonly int _width;
    private readonly byte[] _rows;
    private readonly byte[] _bestEnds;
    private readonly byte[] _least;
    private readonly char[] _name;
    private int _depth;

    public SpellingRows(string text, int most)
    {
        (_text, _most, _width) = (text, most, text.Length + 1);

        // Beyond this depth the whole text is behind by more than the errors allowed.
        var deepest = text.Length + most + 2;
        _rows = new byte[(deepest + 1) * _width];
        _bestEnds = new byte[deepest + 1];
        _least = new byte[deepest + 1];
        _name = new char[deepest + 1];
        for (var i = 0; i < _width; i++)
        {
            _rows[i] = (byte)i;
        }

        _bestEnds[0] = _rows[_width - 1];
    }

    /// <summary>The distance between the text and the prefix so far.</summary>
    public int End => _rows[(_depth * _width) + _width - 1];

    /// <summary>The least distance between the text and any part of the prefix that starts with it.</summary>
    public int BestEnd => _bestEnds[_depth];

    /// <summary>Whether a longer prefix may have a part that is nearer than the nearest so far.</summary>
    public bool CanImprove => Math.Min(_least[_depth], _depth > 0 ? _least[_depth - 1] + 1 : 0) < BestEnd;

    /// <summary>Goes back to a shorter prefix, or stays; returns how long the prefix is now.</summary>
    public int KeepPrefix(int length) => _depth = Math.Min(_depth, length);

    /// <summary>Lengthens the prefix by a character; false where no longer one can be near any more.</summary>
    public bool Add(char next)
    {
        var before = _rows.AsSpan(_depth * _width, _width);
        var row = _rows.AsSpan((_depth + 1) * _width, _width);
        row[0] = (byte)(_depth + 1);
        var least = row[0];
        var maySwap = false;
        for (var i = 1; i < row.Length; i++)
        {
            var isSame = _text[i - 1] == next;
            var distance = Math.Min(before[i - 1] + (isSame ? 0 : 1), Math.Min(before[i], row[i - 1]) + 1);
            if (!isSame && i > 1 && _depth > 0 && _text[i - 2] == next && _text[i - 1] == _name[_depth - 1])
            {
                distance = Math.Min(distance, _rows[((_depth - 1) * _width) + i - 2] + 1);
            }

            // The next character may swap with this one where the text has them the other way round.
            maySwap |= i > 1 && _text[i - 1] == next && before[i - 2] < _most;
            row[i] = (byte)distance;
            least = Math.Min(least, row[i]);
        }

        _name[_depth] = next;
        _least[_depth + 1] = least;
        _bestEnds[_depth + 1] = Math.Min(_bestEnds[_depth], row[^1]);
        _depth++;

        return least <= _most || maySwap;
    }
}
