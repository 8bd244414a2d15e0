using System.Numerics;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Querying;

/// <summary>The similarity to a target as signs tell it: an estimate, and how far from the truth it may be.</summary>
/// <remarks>
/// The target's turned components, sixteen steps each, are added with each sign and multiplied with what the signs say of their
/// embedding. For embeddings of a similarity s the error is that of a random direction: its standard deviation is
/// sqrt((1 - s²) (π/2 - signs/dimensions) / signs), and that of the steps beside it.
/// </remarks>
internal sealed class SignTarget
{
    /// <summary>Estimates are whole numbers up to this.</summary>
    public const int One = 16_384;

    private const int Planes = 4;

    // One of thirty thousand is further off.
    private const double Deviations = 4;

    private readonly ulong[] _planes;
    private readonly int _words;
    private readonly float _least;
    private readonly float _step;
    private readonly float _sum;
    private readonly double _variance;
    private readonly double _stepVariance;

    public SignTarget(Embedding target)
    {
        var block = new SignBlock(target.Dimensions);
        var vector = new float[target.Dimensions];
        var length = MathF.Sqrt(target.SquaredLength);
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = target.Components[i] / length;
        }

        Rotation.Turn(vector);
        var signs = vector.AsSpan(0, block.Signs);
        (_least, var most) = (float.MaxValue, float.MinValue);
        foreach (var value in signs)
        {
            (_least, most) = (Math.Min(_least, value), Math.Max(most, value));
        }

        _step = (most - _least) / ((1 << Planes) - 1);
        _words = block.Words;
        _planes = new ulong[_words * Planes];
        for (var i = 0; i < signs.Length; i++)
        {
            var steps = _step > 0 ? (int)MathF.Round((signs[i] - _least) / _step) : 0;
            _sum += _least + (steps * _step);
            for (var plane = 0; plane < Planes; plane++)
            {
                _planes[(i / 64 * Planes) + plane] |= (ulong)(steps >> plane & 1) << (i % 64);
            }
        }

        _variance = Math.Max(0, (Math.PI / 2) - (block.Signs / (double)target.Dimensions)) / block.Signs;
        // Each step's error is even between its ends; signs say about sqrt(π/2 dimensions) / signs of a unit's cosine.
        _stepVariance = _step * _step / 12 * Math.PI / 2 * target.Dimensions / block.Signs;
    }

    /// <summary>The estimate for signs and what they say.</summary>
    public short Estimate(ReadOnlySpan<ulong> bits, Half gain)
    {
        int all = 0,
            one = 0,
            two = 0,
            four = 0,
            eight = 0;
        var planes = _planes.AsSpan(0, bits.Length * Planes);
        for (var i = 0; i < bits.Length; i++)
        {
            var word = bits[i];
            var four4 = planes.Slice(i * Planes, Planes);
            all += BitOperations.PopCount(word);
            one += BitOperations.PopCount(word & four4[0]);
            two += BitOperations.PopCount(word & four4[1]);
            four += BitOperations.PopCount(word & four4[2]);
            eight += BitOperations.PopCount(word & four4[3]);
        }

        var set = (_least * all) + (_step * (one + (2 * two) + (4 * four) + (8 * eight)));
        return Whole(((2 * set) - _sum) * (float)gain);
    }

    /// <summary>Under which no estimate of an embedding is that is as similar, or more.</summary>
    public short Under(double similarity) => Whole(similarity - Error(similarity));

    /// <summary>Over which no estimate of an embedding is that is as similar, or less.</summary>
    public short Over(double similarity) => Whole(similarity + Error(similarity));

    private double Error(double similarity) =>
        Deviations * Math.Sqrt((Math.Max(0, 1 - (similarity * similarity)) * _variance) + _stepVariance);

    private static short Whole(double similarity) => (short)Math.Round(Math.Clamp(similarity, -1, 1) * One);
}
