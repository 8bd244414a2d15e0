namespace ImageTagging.Searching;

/// <summary>Keeps the best few of many names: the nearest, of those the ones with the lowest rank.</summary>
internal sealed class BestNames(int size)
{
    private readonly PriorityQueue<int, long> _worstFirst = new();
    private long _worst = long.MinValue;

    /// <param name="name">The name's number.</param>
    /// <param name="distance">How many letters are wrong.</param>
    /// <param name="rank">The name's place among all by count and name, from 0.</param>
    public void Offer(int name, int distance, int rank)
    {
        // The queue gives its least first, so what is worse has to be less.
        var place = -(((long)distance << 32) | (uint)rank);
        if (_worstFirst.Count < size)
        {
            _worstFirst.Enqueue(name, place);
        }
        else if (place > _worst && size > 0)
        {
            _worstFirst.EnqueueDequeue(name, place);
        }
        else
        {
            return;
        }

        _worst = _worstFirst.TryPeek(out _, out var worst) ? worst : long.MinValue;
    }

    /// <summary>The names' numbers and distances, the best first.</summary>
    public (int Name, int Distance)[] Take()
    {
        var all = new (int Name, int Distance)[_worstFirst.Count];
        for (var i = all.Length - 1; i >= 0; i--)
        {
            _worstFirst.TryDequeue(out var name, out var place);
            all[i] = (name, (int)(-place >> 32));
        }

        return all;
    }
}
