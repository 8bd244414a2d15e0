using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ImageTagging.Onnx.Cards;

namespace ImageTagging.Onnx.Everyday;

/// <summary>How pictures of each word look: areas, the pixels' own numbers, things and the classifier's embedding, for the models that look.</summary>
internal sealed class Looks
{
    public const string Resource = "everyday-looks.bin";

    // What the parts of a look weigh against each other; eng/words/make has the same numbers.
    private const float AreaWeight = 0.35f;
    private const float NumberWeight = 0.5f;
    private const float ThingWeight = 0.5f;
    private const float EmbeddingWeight = 2f;

    private readonly float[] _mean;
    private readonly (float[] Weights, float Bias)[] _words;
    private readonly int _areas;
    private readonly int _numbers;
    private readonly int _things;

    private Looks(float[] mean, (float[], float)[] words, int areas, int things)
    {
        (_mean, _words, _areas, _things) = (mean, words, areas, things);
        _numbers = PixelStatistics.NumberCount;
    }

    /// <summary>The looks of a variant: they stand in the order in which the variants first want them.</summary>
    /// <param name="file">The words and variants.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="areas">How many areas the segmenter knows.</param>
    /// <param name="things">How many things the detector knows.</param>
    public static Looks Read(EverydayFile file, EverydayVariant variant, int areas, int things)
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

            return new(mean, words, variant.Segmenter ? areas : 0, variant.Classifier == "whole" ? 0 : things);
        }
    }

    /// <summary>A picture's look, beside that of all pictures together.</summary>
    public float[] Of(Sight sight)
    {
        float[] look =
        [
            .. _areas > 0 ? sight.Areas!.Select(a => MathF.Sqrt(a) * AreaWeight) : [],
            .. sight.Look.Numbers.Select(n => (float)n * NumberWeight),
            .. sight.Surest.AsSpan(0, _things),
            .. (sight.Embedding ?? []).Select(e => e * EmbeddingWeight),
        ];
        var found = look.AsSpan(_areas + _numbers, _things);
        foreach (ref var thing in found)
        {
            thing = MathF.Sqrt(thing) * ThingWeight;
        }

        TensorPrimitives.Subtract(look, _mean, look);
        if (sight.Things is null)
        {
            // Where the detector did not look nothing speaks either way.
            found.Clear();
        }

        return look;
    }

    /// <summary>How much a picture looks like a word, told apart by what says so: areas, pixels, things and embedding.</summary>
    public (double Areas, double Pixels, double Things, double Embedding, double Bias) Likeness(
        ReadOnlySpan<float> look,
        int word
    )
    {
        var (weights, bias) = _words[word];
        var things = _areas + _numbers;
        var embedding = things + _things;
        return (
            Dot(look[.._areas], weights.AsSpan(0, _areas)),
            Dot(look[_areas..things], weights.AsSpan(_areas, _numbers)),
            Dot(look[things..embedding], weights.AsSpan(things, _things)),
            Dot(look[embedding..], weights.AsSpan(embedding)),
            bias
        );

        static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => x.IsEmpty ? 0 : TensorPrimitives.Dot(x, y);
    }
}
