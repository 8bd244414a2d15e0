namespace ImageTagging.Onnx.Inference;

/// <summary>One thing that a model found.</summary>
/// <param name="Class">Its class, from 0.</param>
/// <param name="Score">How sure, 0–1.</param>
/// <param name="Box">Where; null for a classifier.</param>
internal readonly record struct Finding(int Class, double Score, BoundingBox? Box);
