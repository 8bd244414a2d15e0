using ImageTagging.Onnx.Inference;

namespace ImageTagging.Onnx.Everyday;

/// <summary>The finds of the models in one picture.</summary>
/// <param name="Crops">The classifier's scores, one array a part of the picture; none where it did not look.</param>
/// <param name="Embedding">How the picture looks to the classifier: the mean over its parts, of length 1; null where it did not look.</param>
/// <param name="Extra">Its scores over detected things, which only add to the best.</param>
/// <param name="Areas">The segmenter's shares; null where it did not look.</param>
/// <param name="Things">What the detector found; null where it did not look.</param>
/// <param name="Look">The picture's own properties.</param>
internal sealed record Sight(
    IReadOnlyList<float[]> Crops,
    float[]? Embedding,
    IReadOnlyList<float[]> Extra,
    float[]? Areas,
    IReadOnlyList<Finding>? Things,
    PixelStatistics Look
)
{
    // Of COCO's things, as the built-in detector knows them.
    private const int Kinds = 80;

    /// <summary>The surest of each kind of thing, 0 where none was found.</summary>
    public float[] Surest { get; } = SurestOf(Things ?? []);

    /// <summary>How sure a thing is, and how large: a speck is less what somebody who searches wants than what fills the picture.</summary>
    private static float Weighed(Finding found) =>
        (float)(found.Score * Math.Min(1, 0.45 + Math.Sqrt(found.Box!.Value.Width * found.Box.Value.Height)));

    private static float[] SurestOf(IReadOnlyList<Finding> things)
    {
        var surest = new float[Kinds];
        foreach (var found in things)
        {
            surest[found.Class] = MathF.Max(surest[found.Class], Weighed(found));
        }

        return surest;
    }
}
