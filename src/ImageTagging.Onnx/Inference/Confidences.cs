namespace ImageTagging.Onnx.Inference;

internal static class Confidences
{
    /// <summary>A probability as a confidence, 0–100, rounded down to 1/100: models do not know more of it.</summary>
    public static double Of(double score) => Math.Floor(Math.Clamp(score, 0, 1) * 10_000) / 100;
}
