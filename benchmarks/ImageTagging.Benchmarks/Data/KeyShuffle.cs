namespace ImageTagging.Benchmarks;

/// <summary>The numbers below a count in a random order, without holding any: a Feistel network that walks until it is inside.</summary>
internal sealed class KeyShuffle
{
    private readonly long _count;
    private readonly int _half;
    private readonly ulong _seed;

    public KeyShuffle(long count, ulong seed)
    {
        (_count, _seed) = (count, seed);
        while (1L << (_half * 2) < count)
        {
            _half++;
        }
    }

    public long this[long position]
    {
        get
        {
            var at = position;
            do
            {
                at = Once(at);
            } while (at >= _count);

            return at;
        }
    }

    private long Once(long value)
    {
        var mask = (1UL << _half) - 1;
        var (left, right) = ((ulong)value >> _half, (ulong)value & mask);
        for (var round = 0UL; round < 4; round++)
        {
            (left, right) = (right, left ^ (Noise.Mix(right ^ _seed ^ (round << 56)) & mask));
        }

        return (long)((left << _half) | right);
    }
}
