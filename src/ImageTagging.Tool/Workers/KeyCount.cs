namespace ImageTagging.Tool.Workers;

/// <summary>How many keys a range has and where among them some evenly spaced ones stand, at bounded memory.</summary>
internal sealed class KeyCount
{
    private const int Most = 4_096;
    private readonly List<string> _samples = [];
    private int _stride = 1;

    /// <summary>How many keys.</summary>
    public long Count { get; private set; }

    /// <summary>Counts the next key.</summary>
    public void Add(string key)
    {
        if (Count++ % _stride != 0)
        {
            return;
        }

        _samples.Add(key);
        if (_samples.Count == Most)
        {
            // Every second one stays; each stands for twice as many.
            for (var i = 0; i < Most / 2; i++)
            {
                _samples[i] = _samples[2 * i];
            }

            _samples.RemoveRange(Most / 2, Most / 2);
            _stride *= 2;
        }
    }

    /// <summary>Sampled keys with how many keys of the range come before each.</summary>
    public IEnumerable<(string Key, long Before)> Samples => _samples.Select((key, i) => (key, (long)i * _stride));
}
