namespace ImageTagging.Planning;

/// <summary>The prefixes that a listing could not tell of; nothing under them is removed.</summary>
internal sealed class GapSet
{
    private const int Most = 100_000;

    // Ranges add at once. What reads comes after the last of them; the lock makes what they added visible to it.
    private readonly Lock _lock = new();
    private readonly HashSet<string> _prefixes = new(StringComparer.Ordinal);
    private readonly HashSet<int> _lengths = [];
    private bool _isEverything;

    /// <summary>How many gaps there were.</summary>
    public long Count { get; private set; }

    /// <summary>The first gaps, up to 100.</summary>
    public List<ListingGap> First { get; } = [];

    /// <summary>Takes a gap in.</summary>
    public void Add(ListingGap gap)
    {
        lock (_lock)
        {
            Count++;
            if (First.Count < 100)
            {
                First.Add(gap);
            }

            // So many that they are not worth telling apart protect everything.
            _isEverything |= gap.Prefix.Length == 0 || _prefixes.Count >= Most;
            if (!_isEverything)
            {
                _prefixes.Add(gap.Prefix);
                _lengths.Add(gap.Prefix.Length);
            }
        }
    }

    /// <summary>Tells if the key lies in a gap.</summary>
    public bool Covers(string key)
    {
        lock (_lock)
        {
            if (_isEverything)
            {
                return true;
            }

            var prefixes = _prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var length in _lengths)
            {
                if (length <= key.Length && prefixes.Contains(key.AsSpan(0, length)))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
