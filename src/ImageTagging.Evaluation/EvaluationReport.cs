namespace ImageTagging.Evaluation;

/// <summary>How good tags are.</summary>
public sealed record EvaluationReport
{
    /// <summary>The confidence from which a tag counted as given.</summary>
    public required double Threshold { get; init; }

    /// <summary>Images of the truth.</summary>
    public required int Images { get; init; }

    /// <summary>Given tags on images that the truth does not know; left out of every figure.</summary>
    public required long OutsideTruth { get; init; }

    /// <summary>All tags together, each image and tag counting the same (micro average).</summary>
    public required TagScore Overall { get; init; }

    /// <summary>The mean F1 over the tags of the truth (macro average).</summary>
    public required double MacroF1 { get; init; }

    /// <summary>The mean of the tags' average precision over the tags of the truth (mAP).</summary>
    public required double MeanAveragePrecision { get; init; }

    /// <summary>Every tag, the most frequent of the truth first, ties by name.</summary>
    public required IReadOnlyList<TagScore> Tags { get; init; }

    /// <summary>Precision and recall of all tags together, confidence falling.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <summary>How often tags of a confidence are right, ten bins.</summary>
    public required IReadOnlyList<CalibrationBin> Calibration { get; init; }

    /// <summary>The expected calibration error, 0–1: how far confidence and truth lie apart on the average.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>The worst mistakes, the worst first.</summary>
    public required IReadOnlyList<Mistake> Mistakes { get; init; }
}
