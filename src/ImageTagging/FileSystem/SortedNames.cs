namespace ImageTagging.FileSystem;

/// <summary>Sorts a folder's names in key order: in memory while they are few, else in runs on disk that are merged.</summary>
internal sealed class SortedNames(int inMemory, string? folder = null) : IDisposable
{
    /// <summary>Names of one folder that are sorted in memory; some 30 MB of usual names.</summary>
    public const int DefaultInMemory = 200_000;

    // Runs that are merged at once; each holds a file and a small buffer open.
    private const int MostRuns = 64;

    private readonly string _folder = folder ?? Path.GetTempPath();
    private readonly List<string> _names = [];
    private readonly List<NameRun> _runs = [];

    public int RunsOnDisk => _runs.Count;

    public void Add(string name)
    {
        _names.Add(name);
        if (_names.Count < inMemory)
        {
            return;
        }

        _runs.Add(NameRun.Write(Sorted(), _folder));
        _names.Clear();
        if (_runs.Count < MostRuns)
        {
            return;
        }

        var merged = NameRun.Write(Merge(_runs.Select(r => r.Read())), _folder);
        _runs.ForEach(r => r.Dispose());
        _runs.Clear();
        _runs.Add(merged);
    }

    /// <summary>How often the name that <see cref="Read"/> is at was added: more than once where bytes that are no UTF-8 are spelled alike.</summary>
    public int Times { get; private set; }

    /// <summary>The names, rising; equal ones once. To be read once.</summary>
    public IEnumerable<string> Read()
    {
        var all = _runs.Count == 0 ? Sorted() : Merge(_runs.Select(r => r.Read()).Append(Sorted()));
        string? last = null;
        var times = 0;
        foreach (var name in all)
        {
            if (last is not null && KeyOrder.Compare(last, name) != 0)
            {
                Times = times;
                yield return last;
                times = 0;
            }

            last = name;
            times++;
        }

        if (last is not null)
        {
            Times = times;
            yield return last;
        }
    }

    public void Dispose() => _runs.ForEach(r => r.Dispose());

    private List<string> Sorted()
    {
        _names.Sort(KeyOrder.Instance);
        return _names;
    }

    private static IEnumerable<string> Merge(IEnumerable<IEnumerable<string>> runs)
    {
        var heads = new PriorityQueue<IEnumerator<string>, string>(KeyOrder.Instance);
        try
        {
            foreach (var run in runs)
            {
                Advance(run.GetEnumerator());
            }

            while (heads.TryDequeue(out var first, out var name))
            {
                yield return name;
                Advance(first);
            }
        }
        finally
        {
            while (heads.TryDequeue(out var left, out _))
            {
                left.Dispose();
            }
        }

        void Advance(IEnumerator<string> run)
        {
            if (run.MoveNext())
            {
                heads.Enqueue(run, run.Current);
            }
            else
            {
                run.Dispose();
            }
        }
    }
}
