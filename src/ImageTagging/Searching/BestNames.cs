namespace ImageTagging.Searching;

/// <summary>Keeps the best few of many names: the nearest, of those the most frequent, of those the first by name.</summary>
internal sealed class BestNames(int size)
{
    private readonly PriorityQueue<NameEntry, (int Distance, long Count, string Name)> _worstFirst = new(
        Comparer<(int Distance, long Count, string Name)>.Create(
            static (a, b) =>
                b.Distance.CompareTo(a.Distance) is var d and not 0 ? d
                : a.Count.CompareTo(b.Count) is var c and not 0 ? c
                : string.CompareOrdinal(b.Name, a.Name)
        )
    );

    public void Offer(NameEntry entry, int distance)
    {
        if (_worstFirst.Count < size)
        {
            _worstFirst.Enqueue(entry, (distance, entry.Count, entry.Name));
        }
        else if (size > 0)
        {
            _worstFirst.EnqueueDequeue(entry, (distance, entry.Count, entry.Name));
        }
    }

    public IReadOnlyList<NameEntry> Names() => [.. WithDistances().Select(n => n.Entry)];

    public IReadOnlyList<(NameEntry Entry, int Distance)> WithDistances()
    {
        var all = new (NameEntry Entry, int Distance)[_worstFirst.Count];
        for (var i = all.Length - 1; i >= 0; i--)
        {
            _worstFirst.TryDequeue(out var entry, out var rank);
            all[i] = (entry!, rank.Distance);
        }

        return all;
    }
}
