namespace ImageTagging.Duplicates;

/// <summary>Groups that grow together, unless people said that two of their pictures are to stay apart.</summary>
internal sealed class DuplicateSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];
    private readonly Dictionary<int, HashSet<int>> _apart = [];
    private readonly HashSet<int> _bursts = [];

    /// <summary>Tells that no two of some pictures may be in one group.</summary>
    public void KeepApart(int mark, IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            if (!_apart.TryGetValue(number, out var marks))
            {
                _apart.Add(number, marks = []);
            }

            marks.Add(mark);
        }
    }

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
}
