namespace ImageTagging.Running;

/// <summary>The notes of a run beside its counts, bounded; threads add together.</summary>
internal sealed class RunNotes
{
    private const int Most = 100;

    // Workers add while somebody reads how far the run is: whoever reads gets a copy.
    private readonly Lock _lock = new();
    private readonly List<string> _notes = [];
    private readonly List<RunFailure> _failures = [];
    private readonly SortedDictionary<string, long> _failedBy = new(StringComparer.Ordinal);
    private readonly List<RunWarning> _warnings = [];
    private readonly List<ListingGap> _gaps = [];
    private long _warned;

    /// <summary>Sentences for an operator.</summary>
    public IReadOnlyList<string> Notes => Copy(_notes);

    /// <summary>The first failures.</summary>
    public IReadOnlyList<RunFailure> Failures => Copy(_failures);

    /// <summary>How many failed, by code; codes beyond the first hundred are not told apart from none.</summary>
    public IReadOnlyDictionary<string, long> FailedBy
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, long>(_failedBy, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>The first warnings.</summary>
    public IReadOnlyList<RunWarning> Warnings => Copy(_warnings);

    /// <summary>How many warnings there were.</summary>
    public long Warned => Interlocked.Read(ref _warned);

    /// <summary>The first gaps.</summary>
    public IReadOnlyList<ListingGap> Gaps => Copy(_gaps);

    /// <summary>Adds a sentence.</summary>
    public void Add(string note) => Add(_notes, note);

    /// <summary>Adds a failure.</summary>
    public void Add(RunFailure failure)
    {
        Add(_failures, failure);
        lock (_lock)
        {
            var code = failure.Reason.Code;
            // A service's codes are its own: bounded, as all that comes from outside.
            if (_failedBy.TryGetValue(code, out var times) || _failedBy.Count < Most)
            {
                _failedBy[code] = times + 1;
            }
        }
    }

    /// <summary>Adds a warning.</summary>
    public void Add(RunWarning warning)
    {
        Interlocked.Increment(ref _warned);
        Add(_warnings, warning);
    }

    /// <summary>Adds gaps.</summary>
    public void Add(IEnumerable<ListingGap> gaps)
    {
        foreach (var gap in gaps)
        {
            Add(_gaps, gap);
        }
    }

    private void Add<T>(List<T> list, T item)
    {
        lock (_lock)
        {
            if (list.Count < Most)
            {
                list.Add(item);
            }
        }
    }

    private IReadOnlyList<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
