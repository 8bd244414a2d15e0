namespace ImageTagging.Duplicates;

/// <summary>Groups that grow together, unless people said that two of their pictures are to stay apart.</summary>
internal sealed class DuplicateSets(int count) : IDisposable
{
    private readonly MappedRows<int> _parents = MappedRows<int>.Of(count, i => i);
    private readonly Dictionary<int, HashSet<int>> _apart = [];
    private readonly HashSet<int> _bursts = [];

    /// <summary>Tells what a picture is kept apart by: no two pictures that share a mark may be in one group.</summary>
    public void KeepApart(int number, IEnumerable<int> marks) => _apart[number] = [.. marks];

    public int Find(int number)
    {
        while (_parents[number] != number)
        {
            _parents[number] = _parents[_parents[number]];
            number = _parents[number];
        }

        return number;
    }

    public void Join(int one, int other, DuplicateKind kind)
    {
        var (left, right) = (Find(one), Find(other));
        if (left == right)
        {
            return;
        }

        var (ours, theirs) = (_apart.GetValueOrDefault(left), _apart.GetValueOrDefault(right));
        if (ours is not null && theirs is not null && ours.Overlaps(theirs))
        {
            return;
        }

        _parents[right] = left;
        if (theirs is not null)
        {
            if (ours is null)
            {
                _apart[left] = ours = [];
            }

            ours.UnionWith(theirs);
        }

        if (kind == DuplicateKind.Burst | _bursts.Remove(right))
        {
            _ = _bursts.Add(left);
        }
    }

    public bool IsBurst(int root) => _bursts.Contains(root);

    public void Dispose() => _parents.Dispose();
}
