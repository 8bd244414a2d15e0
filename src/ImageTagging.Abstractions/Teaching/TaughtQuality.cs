namespace ImageTagging;

/// <summary>How good a taught tag is, measured on examples that were held back while it was learned from the others.</summary>
/// <param name="Precision">The share of those that get the tag which are yes.</param>
/// <param name="Recall">The share of the yes that get the tag.</param>
/// <param name="AveragePrecision">How well the yes rank before the no, 0–1.</param>
/// <param name="Folds">How many times examples were held back.</param>
public sealed record TaughtQuality(MeasuredShare Precision, MeasuredShare Recall, double AveragePrecision, int Folds);
