namespace ImageTagging.Duplicates;

/// <summary>Numbers of pictures by a value of sixteen bits, anew for each value that is looked at.</summary>
internal sealed class Buckets(int count) : IDisposable
{
    /// <summary>How many values there are.</summary>
    public const int Values = 1 << 16;

    private readonly int[] _starts = new int[Values + 1];
    private readonly int[] _next = new int[Values];
    private readonly MappedRows<int> _order = MappedRows<int>.Of(count, _ => 0);

    /// <summary>Sorts all pictures by a value; those with a negative one are left out.</summary>
    public void Sort(Func<int, int> valueOf)
    {
        Array.Clear(_starts);
        for (var i = 0; i < count; i++)
        {
            if (valueOf(i) is var value and >= 0)
            {
                _starts[value + 1]++;
            }
        }

        for (var value = 0; value < Values; value++)
        {
            _starts[value + 1] += _starts[value];
        }

        _starts.AsSpan(0, Values).CopyTo(_next);
        for (var i = 0; i < count; i++)
        {
            if (valueOf(i) is var value and >= 0)
            {
                _order[_next[value]++] = i;
            }
        }
    }

    /// <summary>Where the pictures of a value begin.</summary>
    public int Start(int value) => _starts[value];

    /// <summary>Behind the last picture of a value.</summary>
    public int End(int value) => _starts[value + 1];

    /// <summary>The picture at a place; within one value they stand by number.</summary>
    public int At(int place) => _order[place];

    public void Dispose() => _order.Dispose();
}
