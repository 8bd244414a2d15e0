namespace ImageTagging.Evaluation;

/// <summary>How good a tag, or all tags together, are. A figure that divides by nothing is 0.</summary>
public sealed record TagScore
{
    /// <summary>The tag; empty for all together.</summary>
    public required string Tag { get; init; }

    /// <summary>How often it is asked for; 0 where that is not known.</summary>
    public double Asked { get; init; }

    /// <summary>Given at the threshold, and right.</summary>
    public required long TruePositives { get; init; }

    /// <summary>Given at the threshold, and wrong.</summary>
    public required long FalsePositives { get; init; }

    /// <summary>In the truth, and not given at the threshold.</summary>
    public required long FalseNegatives { get; init; }

    /// <summary>Of those given, how many are right, 0–1.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Of those in the truth, how many were given, 0–1.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>The harmonic mean of precision and recall, 0–1.</summary>
    public double F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>The 95 % interval of the precision (Wilson).</summary>
    public Interval PrecisionInterval => Interval.Wilson(TruePositives, TruePositives + FalsePositives);

    /// <summary>The 95 % interval of the recall (Wilson).</summary>
    public Interval RecallInterval => Interval.Wilson(TruePositives, TruePositives + FalseNegatives);

    /// <summary>The 95 % interval of F1, by resampling images.</summary>
    public Interval F1Interval { get; init; }

    /// <summary>Average precision over every confidence: the sum of precisions weighted by the gain in recall; an image without the tag ranks last.</summary>
    public required double AveragePrecision { get; init; }

    /// <summary>The 95 % interval of the average precision, by resampling images.</summary>
    public Interval AveragePrecisionInterval { get; init; }

    /// <summary>The confidence at which F1 would be highest; null where nothing right was given at all.</summary>
    public double? BestThreshold { get; init; }

    /// <summary>F1 at that confidence.</summary>
    public double BestF1 { get; init; }

    /// <summary>In the truth.</summary>
    public long Support => TruePositives + FalseNegatives;

    internal static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
