using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ImageTagging.Onnx.Cards;

namespace ImageTagging.Onnx.Everyday;

/// <summary>How pictures of each word look: areas, the pixels' own numbers and the classifier's embedding, for the models that look.</summary>
internal sealed class Looks
{
    public const string Resource = "everyday-looks.bin";

    // What the parts of a look weigh against each other; eng/words/make has the same numbers.
    private const float AreaWeight = 0.35f;
    private const float NumberWeight = 0.5f;
    private const float EmbeddingWeight = 2f;

    private readonly float[] _mean;
    private readonly (float[] Weights, float Bias)[] _words;
    private readonly int _areas;
    private readonly int _numbers;

    private Looks(float[] mean, (float[], float)[] words, int areas)
    {
        (_mean, _words, _areas) = (mean, words, areas);
        _numbers = PixelStatistics.NumberCount;
    }

    /// <summary>The looks of a variant: they stand in the order in which the variants first want them.</summary>
    public static Looks Read(EverydayFile file, EverydayVariant variant, int areas)
    {
        var kinds = file.Variants.Select(v => (v.Classifier, v.Segmenter)).Distinct().ToArray();
        using var stream = LoadedModel.Resource(Resource);
        using var reader = new BinaryReader(stream);
        for (var left = Array.IndexOf(kinds, (variant.Classifier, variant.Segmenter)); ; left--)
        {
            var size = reader.ReadInt32();
            if (left > 0)
            {
                stream.Position += (size * (long)sizeof(float)) + (file.Words.Count * ((2L * sizeof(float)) + size));
                continue;
            }

            var mean = MemoryMarshal.Cast<byte, float>(reader.ReadBytes(size * sizeof(float))).ToArray();
            var words = new (float[], float)[file.Words.Count];
            for (var i = 0; i < words.Length; i++)
            {
                var (step, bias) = (reader.ReadSingle(), reader.ReadSingle());
                var weights = new float[size];
                TensorPrimitives.ConvertTruncating<sbyte, float>(
                    MemoryMarshal.Cast<byte, sbyte>(reader.ReadBytes(size)),
                    weights
                );
                TensorPrimitives.Multiply(weights, step, weights);
                words[i] = (weights, bias);
            }

            return new(mean, words, variant.Segmenter ? areas : 0);
        }
    }

    /// <summary>A picture's look, beside that of all pictures together.</summary>
    public float[] Of(Sight sight)
    {
        float[] look =
        [
            .. _areas > 0 ? sight.Areas!.Select(a => MathF.Sqrt(a) * AreaWeight) : [],
            .. sight.Look.Numbers.Select(n => (float)n * NumberWeight),
            .. (sight.Embedding ?? []).Select(e => e * EmbeddingWeight),
        ];
        TensorPrimitives.Subtract(look, _mean, look);
        return look;
    }

    /// <summary>How much a picture looks like a word, told apart by what says so: areas, pixels and embedding.</summary>
    public (double Areas, double Pixels, double Embedding, double Bias) Likeness(ReadOnlySpan<float> look, int word)
    {
        var (weights, bias) = _words[word];
        var behind = _areas + _numbers;
        return (
            Dot(look[.._areas], weights.AsSpan(0, _areas)),
            Dot(look[_areas..behind], weights.AsSpan(_areas, _numbers)),
            Dot(look[behind..], weights.AsSpan(behind)),
            bias
        );

        static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => x.IsEmpty ? 0 : TensorPrimitives.Dot(x, y);
    }
}
