namespace ImageTagging.Sqlite.Reading;

/// <summary>Terms that have slots, the most used first, with how many each has. Immutable.</summary>
internal sealed class TermOrder
{
    private readonly int[] _ids;
    private readonly long[] _totals;
    private readonly long[] _sums;

    private TermOrder(int[] ids, long[] totals)
    {
        (_ids, _totals, _sums) = (ids, totals, new long[ids.Length + 1]);
        for (var i = 0; i < totals.Length; i++)
        {
            _sums[i + 1] = _sums[i] + totals[i];
        }
    }

    public int Count => _ids.Length;

    public int Id(int at) => _ids[at];

    public long Total(int at) => _totals[at];

    /// <summary>How many slots the first terms have together.</summary>
    public long SumOf(int terms) => _sums[terms];

    /// <summary>How many terms have so many slots or more.</summary>
    public int WithAtLeast(long total)
    {
        var (start, end) = (0, _totals.Length);
        while (start < end)
        {
            var middle = (start + end) >>> 1;
            (start, end) = _totals[middle] >= total ? (middle + 1, end) : (start, middle);
        }

        return start;
    }

    public static TermOrder Of(IEnumerable<int> terms, Func<int, long> total)
    {
        int[] ids = [.. terms.Where(id => total(id) > 0)];
        var totals = Array.ConvertAll(ids, id => -total(id));
        Array.Sort(totals, ids);
        return new(ids, Array.ConvertAll(totals, t => -t));
    }
}
