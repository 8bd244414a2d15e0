namespace ImageTagging.Teaching;

/// <summary>A rule as it is learned from examples: log-odds by vector and labels.</summary>
/// <param name="Weights">What each component adds.</param>
/// <param name="LabelWeights">What each label adds.</param>
/// <param name="Bias">What is added at the end.</param>
/// <param name="Threshold">The confidence from which on the tag is given, 0–1.</param>
/// <param name="Quality">The measured quality; null where no example could be held back.</param>
internal sealed record LearnedRule(
    float[] Weights,
    IReadOnlyDictionary<string, float> LabelWeights,
    float Bias,
    double Threshold,
    TaughtQuality? Quality
)
{
    /// <summary>The weight of labels against vectors.</summary>
    public const float DefaultLabelWeight = 0.3f;

    // Of more labels those that tell most are kept; longer names are no model's words, and a document is small.
    private const int MostLabels = 256;
    private const int LongestLabel = 80;
    private const int MostLabelBytes = 24_000;

    // Log-odds where nothing could be held back: a rule's value is about 1 for yes and 0 for no.
    private static readonly (double Slope, double Offset) s_uncalibrated = (4, -2);

    /// <summary>Learns.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="isYes">What each says; both kinds.</param>
    /// <param name="precision">The precision that is wanted; null for the best balance.</param>
    /// <param name="labelWeight">What labels weigh against vectors; 0 to leave them out.</param>
    /// <param name="measures">Whether quality, calibration and threshold are measured.</param>
    public static LearnedRule Of(
        IReadOnlyList<Example> examples,
        IReadOnlyList<bool> isYes,
        double? precision = null,
        float labelWeight = DefaultLabelWeight,
        bool measures = true
    )
    {
        var kernel = RidgeFit.Kernel(examples, labelWeight);
        var held = measures ? HeldBack.Of(kernel, isYes) : null;
        var calibration = held?.Calibrate() ?? s_uncalibrated;
        var threshold = held?.Threshold(calibration, precision) ?? 0.5;
        var (shares, bias) = RidgeFit.Fit(kernel, [.. Enumerable.Range(0, examples.Count)], isYes);
        var weights = new float[examples[0].Vector.Length];
        var labels = new Dictionary<string, float>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < examples.Count; i++)
        {
            var times = (float)(shares[i] * calibration.Slope);
            Numerals.AddTimes(weights, examples[i].Vector, times);
            if (labelWeight > 0)
            {
                foreach (var (name, share) in examples[i].Labels)
                {
                    labels[name] = labels.GetValueOrDefault(name) + (times * share * labelWeight);
                }
            }
        }

        // As JSON writes them, where a letter may take six characters.
        var room = MostLabelBytes;
        var told = labels
            .Where(l => l.Key.Length <= LongestLabel)
            .OrderByDescending(l => Math.Abs(l.Value))
            .ThenBy(l => l.Key, StringComparer.Ordinal)
            .Take(MostLabels)
            .TakeWhile(l => (room -= System.Text.Json.JsonEncodedText.Encode(l.Key).EncodedUtf8Bytes.Length) >= 0)
            .OrderBy(l => l.Key, StringComparer.Ordinal)
            .ToDictionary(l => l.Key, l => l.Value, StringComparer.OrdinalIgnoreCase);
        return new(
            weights,
            told,
            (float)((bias * calibration.Slope) + calibration.Offset),
            threshold,
            held?.Quality(calibration, threshold)
        );
    }

    /// <summary>The log-odds of a picture.</summary>
    public double LogOdds(Example example)
    {
        var sum = (double)Bias + Numerals.Dot(Weights, example.Vector);
        foreach (var (name, share) in example.Labels)
        {
            sum += share * LabelWeights.GetValueOrDefault(name);
        }

        return sum;
    }
}
