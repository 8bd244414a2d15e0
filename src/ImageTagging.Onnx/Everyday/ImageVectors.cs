using System.Numerics.Tensors;
using ImageTagging.Onnx.Inference;

namespace ImageTagging.Onnx.Everyday;

/// <summary>
/// Makes of what the models saw the vector that pictures are compared and words are taught by: the classifier's embedding, the
/// segmenter's areas and the look's numbers, in at most 736 components.
/// </summary>
/// <remarks>
/// Roots bring what is strong and what is weak in an embedding nearer together, and its own mean is taken away, which all pictures
/// share: both rank pictures better. Of the embedding's cosine transform with random signs, components chosen by chance
/// keep the angles of all, without having been fitted to any pictures.
/// </remarks>
internal sealed class ImageVectors(int embedding)
{
    /// <summary>How many components stand for the embedding.</summary>
    public const int Projected = 679;

    // Raised when the same sight gives another vector: vectors of before cannot be compared.
    public const int Version = 2;

    // What the parts weigh against each other.
    private const float AreaWeight = 0.3f;
    private const float NumberWeight = 0.15f;

    // About the mean of the look's numbers.
    private const float NumberMean = 0.3f;

    private readonly Lazy<float[][]> _rows = new(() => Rows(embedding));

    /// <summary>The vector; null where the classifier saw nothing that has a direction.</summary>
    public float[]? Of(Sight sight)
    {
        var seen = (sight.Embedding ?? []).Select(e => MathF.Sqrt(Math.Max(0, e))).ToArray();
        if (!seen.All(float.IsFinite) || seen.All(e => e == 0))
        {
            return null;
        }

        Centre(Embeddings.Unit(seen));
        var areas = (sight.Areas ?? []).Select(MathF.Sqrt).ToArray();
        Centre(areas);
        return
        [
            .. _rows.Value.Select(row => TensorPrimitives.Dot<float>(row, seen)),
            .. areas.Select(a => a * AreaWeight),
            .. sight.Look.Numbers.Select(n => ((float)n - NumberMean) * NumberWeight),
        ];
    }

    private static void Centre(float[] values)
    {
        if (values.Length > 0)
        {
            TensorPrimitives.Subtract(values, TensorPrimitives.Sum<float>(values) / values.Length, values);
        }
    }

    // Rows of the orthonormal cosine transform, scaled so that lengths are kept on the average.
    private static float[][] Rows(int size)
    {
        var kept = Math.Min(Projected, size);
        // The signs and the choice are part of what a vector means: they are the same on every machine and version.
        var chance = 0x9E3779B97F4A7C15ul;
        var signs = Enumerable.Range(0, size).Select(_ => (Next(ref chance) & 1) == 0 ? 1 : -1).ToArray();
        var chosen = Enumerable
            .Range(0, size)
            .Select(row => (Order: Next(ref chance), Row: row))
            .OrderBy(r => r.Order)
            .Take(kept)
            .Select(r => r.Row)
            .Order();
        var scale = Math.Sqrt(2d / size) * Math.Sqrt((double)size / kept);
        return
        [
            .. chosen.Select(row =>
                signs.Select((sign, i) => (float)(sign * scale * Math.Cos(Math.PI * ((2 * i) + 1) * row / (2d * size)))).ToArray()
            ),
        ];
    }

    // SplitMix64.
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15ul;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ul;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBul;
        return mixed ^ (mixed >> 31);
    }
}
