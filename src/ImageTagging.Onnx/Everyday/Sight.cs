using ImageTagging.Onnx.Inference;

namespace ImageTagging.Onnx.Everyday;

/// <summary>What the models saw in one picture.</summary>
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
);
