namespace ImageTagging.Evaluation;

/// <summary>How often tags of about the same confidence are right.</summary>
/// <param name="From">The lowest confidence of the bin (inclusive), 0–100.</param>
/// <param name="To">The highest (exclusive, but for 100).</param>
/// <param name="Count">How many tags.</param>
/// <param name="MeanConfidence">Their mean confidence, 0–100.</param>
/// <param name="Accuracy">How many of them are right, 0–1.</param>
public readonly record struct CalibrationBin(double From, double To, long Count, double MeanConfidence, double Accuracy);
