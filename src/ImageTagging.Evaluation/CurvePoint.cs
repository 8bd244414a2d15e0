namespace ImageTagging.Evaluation;

/// <summary>A point of a precision–recall curve.</summary>
/// <param name="Threshold">The confidence, 0–100.</param>
/// <param name="Precision">The precision of all given at or over it, 0–1.</param>
/// <param name="Recall">The recall, 0–1.</param>
public readonly record struct CurvePoint(double Threshold, double Precision, double Recall);
