namespace ImageTagging.Searching;

/// <summary>
/// The distances between a typed text and every prefix of a name, one row for each character of the name; names that share
/// a prefix share its rows. A missing, an extra, a wrong letter and two swapped neighbours are one error each.
/// </summary>
internal sealed class SpellingRows
{
    /// <summary>The longest text that is compared; nobody types a longer tag and means another.</summary>
    public const int MaxLength = 64;

    // Over every distance that counts, and small enough to be added to.
    private const byte TooFar = 100;

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

        _bestEnds[0] = (byte)End;
    }

    /// <summary>The distance between the text and the prefix so far, where it is near enough to count.</summary>
    public int End => Math.Abs(_depth - _text.Length) <= _most ? _rows[(_depth * _width) + _width - 1] : TooFar;

    /// <summary>The least distance between the text and any part of the prefix that starts with it.</summary>
    public int BestEnd => _bestEnds[_depth];

    /// <summary>True if a longer prefix may have a part that is nearer than the nearest so far.</summary>
    public bool CanImprove => Math.Min(_least[_depth], _depth > 0 ? _least[_depth - 1] + 1 : 0) < BestEnd;

    /// <summary>Goes back to a shorter prefix, or stays; returns how long the prefix is now.</summary>
    public int KeepPrefix(int length) => _depth = Math.Min(_depth, length);

    /// <summary>Lengthens the prefix by a character; false where no longer one can be near any more.</summary>
    public bool Add(char next)
    {
        var depth = _depth + 1;
        var before = _rows.AsSpan(_depth * _width, _width);
        var row = _rows.AsSpan(depth * _width, _width);

        // Whatever is further from the diagonal than the errors allowed is too far: it is neither worked out nor read.
        var low = Math.Max(1, depth - _most);
        var high = Math.Min(_width - 1, depth + _most);
        row[low - 1] = low == 1 ? (byte)depth : TooFar;
        var least = row[low - 1];
        var maySwap = false;
        for (var i = low; i <= high; i++)
        {
            int distance;
            if (_text[i - 1] == next)
            {
                distance = before[i - 1];
                maySwap |= i > 1 && before[i - 2] < _most;
            }
            else
            {
                distance = Math.Min(before[i - 1], Math.Min(before[i], row[i - 1])) + 1;
                if (i > 1 && _depth > 0 && _text[i - 2] == next && _text[i - 1] == _name[_depth - 1])
                {
                    distance = Math.Min(distance, _rows[((_depth - 1) * _width) + i - 2] + 1);
                }
            }

            row[i] = (byte)distance;
            least = Math.Min(least, row[i]);
        }

        if (high + 1 < _width)
        {
            row[high + 1] = TooFar;
        }

        _name[_depth] = next;
        _least[depth] = least;
        _depth = depth;
        _bestEnds[depth] = (byte)Math.Min(_bestEnds[depth - 1], End);

        // The next character may swap with this one where the text has them the other way round.
        return least <= _most || maySwap;
    }
}
