namespace ImageTagging.Benchmarks;

/// <summary>Tags by Zipf's law, exponent 1: the tag of rank k comes 1/k as often as the first.</summary>
internal sealed class ZipfTags
{
    private readonly double[] _cumulative;

    public ZipfTags(int count)
    {
        _cumulative = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            _cumulative[i] = sum += 1.0 / (i + 1);
        }
    }

    public int Count => _cumulative.Length;

    /// <summary>A tag's number, 0 being the most frequent.</summary>
    public int Next(ref Noise noise)
    {
        var at = Array.BinarySearch(_cumulative, noise.NextDouble() * _cumulative[^1]);
        return Math.Min(at < 0 ? ~at : at, _cumulative.Length - 1);
    }
}
