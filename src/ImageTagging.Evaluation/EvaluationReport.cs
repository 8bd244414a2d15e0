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

    /// <summary>The finds of searches for the truth's words.</summary>
    public required SearchOutcome Searches { get; init; }

    /// <summary>Every tag: what is asked for most first, then the most frequent of the truth, ties by name.</summary>
    public required IReadOnlyList<TagScore> Tags { get; init; }

    /// <summary>Precision and recall of all tags together, confidence falling.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <summary>How often tags of a confidence are right, ten bins.</summary>
    public required IReadOnlyList<CalibrationBin> Calibration { get; init; }

    /// <summary>The expected calibration error, 0–1: how far confidence and truth lie apart on the average.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>The worst mistakes, the worst first.</summary>
    public required IReadOnlyList<Mistake> Mistakes { get; init; }

    /// <summary>F1 of all tags together in each drawing; the same seed and images give the same drawings.</summary>
    internal IReadOnlyList<double> Drawings { get; init; } = [];

    internal int Seed { get; init; }

    /// <summary>The images in the order of the drawings, hashed: as many others are not the same.</summary>
    internal string ImagesHash { get; init; } = "";

    /// <summary>Compares this with another evaluation over the same images with the same seed: the drawings are the same, so that what they share cancels out.</summary>
    /// <param name="other">The report of another tagger over the same truth.</param>
    /// <returns>Which is better by how much, with intervals.</returns>
    /// <exception cref="ArgumentException">Images, seed or number of resamplings differ.</exception>
    public EvaluationComparison CompareWith(EvaluationReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (
            Images != other.Images
            || ImagesHash != other.ImagesHash
            || Seed != other.Seed
            || Drawings.Count != other.Drawings.Count
        )
        {
            throw new ArgumentException(
                "Evaluations are compared over the same images, with the same seed and number of resamplings.",
                nameof(other)
            );
        }

        var difference = Overall.F1 - other.Overall.F1;
        return new(difference, Interval.OfSamples([.. Drawings.Zip(other.Drawings, (a, b) => a - b)], difference));
    }
}
