namespace ImageTagging.Onnx.Inference;

/// <summary>One thing that a model found.</summary>
/// <param name="Class">Its class, from 0.</param>
/// <param name="Score">How sure, 0–1.</param>
/// <param name="Box">Where; null where only a detector could tell.</param>
/// <param name="Area">The share of the picture that it covers; null where only a segmenter could tell.</param>
internal readonly record struct Finding(int Class, double Score, BoundingBox? Box, double? Area = null);
