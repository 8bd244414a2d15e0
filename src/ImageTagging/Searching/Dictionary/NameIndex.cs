namespace ImageTagging.Searching;

/// <summary>Names in order: completions are a range, corrections a walk over the prefixes that names share.</summary>
internal sealed class NameIndex
{
    private readonly NameEntry[] _names;

    // How many characters each name shares with the one before: the names are a trie, written down.
    private readonly ushort[] _shared;

    // Each name's place by count, then by name: what is offered to a person first.
    private readonly int[] _ranks;

    // Where each further word of a name starts, ordered by the text from there.
    private readonly (int Name, int Start)[] _words;

    public NameIndex(NameEntry[] names)
    {
        _names = names;
        Array.Sort(_names, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        _shared = new ushort[_names.Length];
        var words = new List<(int Name, int Start)>();
        for (var i = 0; i < _names.Length; i++)
        {
            var name = _names[i].Name;
            _shared[i] = i == 0 ? (ushort)0 : (ushort)name.AsSpan().CommonPrefixLength(_names[i - 1].Name);
            for (var at = name.IndexOf(' ', StringComparison.Ordinal); at >= 0; at = name.IndexOf(' ', at + 1))
            {
                words.Add((i, at + 1));
            }
        }

        _ranks = new int[_names.Length];
        var rank = 0;
        foreach (var i in Enumerable.Range(0, _names.Length).OrderByDescending(i => _names[i].Count))
        {
            _ranks[i] = rank++;
        }

        _words = [.. words];
        Array.Sort(_words, (a, b) => Tail(a).SequenceCompareTo(Tail(b)));
    }

    /// <summary>The most frequent names that start with a text, ties by name.</summary>
    public IReadOnlyList<NameEntry> StartingWith(string prefix, int size)
    {
        var best = new BestNames(size);
        for (var i = First(_names.Length, i => _names[i].Name, prefix); i < _names.Length; i++)
        {
            if (!_names[i].Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                break;
            }

            best.Offer(i, 0, _ranks[i]);
        }

        return [.. best.Take().Select(n => _names[n.Name])];
    }

    /// <summary>The most frequent names with a further word that starts with a text, ties by name.</summary>
    public IReadOnlyList<NameEntry> WithWord(string prefix, int size)
    {
        var best = new BestNames(size);
        for (var i = First(_words.Length, i => Tail(_words[i]), prefix); i < _words.Length; i++)
        {
            if (!Tail(_words[i]).StartsWith(prefix, StringComparison.Ordinal))
            {
                break;
            }

            best.Offer(_words[i].Name, 0, _ranks[_words[i].Name]);
        }

        return [.. best.Take().Select(n => _names[n.Name])];
    }

    /// <summary>The names nearest in spelling: by distance, then by count, then by name.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="most">The most letters that may be wrong, missing, too many, or swapped with a neighbour; 1 or 2.</param>
    /// <param name="isPrefix">Whether only the start of a name has to be near.</param>
    /// <param name="size">How many.</param>
    /// <param name="visited">How many prefixes were looked at: what it cost.</param>
    public IReadOnlyList<(NameEntry Entry, int Distance)> Near(string text, int most, bool isPrefix, int size, out int visited)
    {
        var best = new BestNames(size);
        visited = 0;
        if (text.Length is 0 or > SpellingRows.MaxLength)
        {
            return [];
        }

        var rows = new SpellingRows(text, most);
        var i = 0;
        while (i < _names.Length)
        {
            var name = _names[i].Name;
            var depth = rows.KeepPrefix(_shared[i]);
            var near = isPrefix ? rows.BestEnd : int.MaxValue;
            var isAlive = true;
            while (depth < name.Length && isAlive)
            {
                isAlive = rows.Add(name[depth++]) && (!isPrefix || rows.CanImprove);
                visited++;
                near = isPrefix ? rows.BestEnd : near;
            }

            if (isAlive && !isPrefix)
            {
                near = rows.End;
            }

            if (near <= most)
            {
                best.Offer(i, near, _ranks[i]);
            }

            // No name that shares what was too far can be near, unless the start was near already.
            i++;
            if (!isAlive)
            {
                while (i < _names.Length && _shared[i] >= depth)
                {
                    if (near <= most)
                    {
                        best.Offer(i, near, _ranks[i]);
                    }

                    i++;
                }
            }
        }

        return [.. best.Take().Select(n => (_names[n.Name], n.Distance))];
    }

    private ReadOnlySpan<char> Tail((int Name, int Start) word) => _names[word.Name].Name.AsSpan(word.Start);

    private delegate ReadOnlySpan<char> TextAt(int index);

    private static int First(int count, TextAt textAt, string prefix)
    {
        int low = 0,
            high = count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (textAt(middle).SequenceCompareTo(prefix) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
