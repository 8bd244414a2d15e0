namespace ImageTagging.Evaluation;

/// <summary>How much better one evaluation is than another over the same images, by F1 of all tags together.</summary>
/// <param name="Difference">F1 of the first less F1 of the second, −1 to 1.</param>
/// <param name="DifferenceInterval">Its 95 % interval, by resampling images for both at once; the difference twice where there were no resamplings.</param>
public sealed record EvaluationComparison(double Difference, Interval DifferenceInterval)
{
    /// <summary>True if the interval leaves no doubt about which is better: it does not hold 0.</summary>
    public bool IsClear => DifferenceInterval.Low > 0 || DifferenceInterval.High < 0;
}
