using System.Text.RegularExpressions;

namespace ImageTagging.Rekognition;

/// <summary>The settings of DetectLabels.</summary>
public sealed partial class RekognitionLabelOptions : RekognitionTaggerOptions
{
    /// <summary>Options with their defaults.</summary>
    public RekognitionLabelOptions()
        : base("rekognition", 0.001m) { }

    /// <summary>True if labels are asked for. False only together with <see cref="DominantColors"/>.</summary>
    /// <value>The default is true.</value>
    public bool Labels { get; set; } = true;

    /// <summary>The most labels, the surest first, 1–1,000.</summary>
    /// <value>The default is 10.</value>
    public int MaxLabels { get; set; } = 10;

    /// <summary>The lowest confidence, 0–100.</summary>
    /// <value>The default is 75.</value>
    public double MinConfidence { get; set; } = 75;

    /// <summary>Labels to ask for, spelt as the service does; empty for all. At most 100 of 50 characters.</summary>
    public IList<string> IncludeLabels { get; set; } = [];

    /// <summary>Labels to leave out, spelt as the service does. At most 100 of 50 characters.</summary>
    public IList<string> ExcludeLabels { get; set; } = [];

    /// <summary>Categories to ask for, spelt as the service does; empty for all. At most 100 of 50 characters.</summary>
    public IList<string> IncludeCategories { get; set; } = [];

    /// <summary>Categories to leave out, spelt as the service does. At most 100 of 50 characters.</summary>
    public IList<string> ExcludeCategories { get; set; } = [];

    /// <summary>How many dominant colours to ask for, 0–20; 0 for none. The service bills image properties as a feature of its own.</summary>
    /// <value>
    /// The default is 0. Each plain colour becomes a label such as <c>Blue color</c> in the category <c>Colors</c> with
    /// confidence 100, since it is measured and not guessed. Shades of one plain colour are added up.
    /// </value>
    public int DominantColors { get; set; }

    /// <summary>The least share of the pixels that makes a colour a label, 0–100.</summary>
    /// <value>The default is 10.</value>
    public double MinColorPercent { get; set; } = 10;

    internal override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(PercentFaults(nameof(MinConfidence), MinConfidence)))
        {
            yield return fault;
        }

        foreach (var fault in PercentFaults(nameof(MinColorPercent), MinColorPercent))
        {
            yield return fault;
        }

        if (MaxLabels is < 1 or > 1000)
        {
            yield return $"{nameof(MaxLabels)} is {MaxLabels}; the service takes 1–1,000.";
        }

        if (DominantColors is < 0 or > 20)
        {
            yield return $"{nameof(DominantColors)} is {DominantColors}; the service takes 0–20.";
        }

        if (!Labels && DominantColors == 0)
        {
            yield return $"With {nameof(Labels)} off and {nameof(DominantColors)} 0 nothing is asked.";
        }

        (string Name, IList<string> Values)[] filters =
        [
            (nameof(IncludeLabels), IncludeLabels),
            (nameof(ExcludeLabels), ExcludeLabels),
            (nameof(IncludeCategories), IncludeCategories),
            (nameof(ExcludeCategories), ExcludeCategories),
        ];
        foreach (var (name, values) in filters)
        {
            if (values.Count > 100)
            {
                yield return $"{name} has {values.Count} entries; the service takes 100.";
            }

            foreach (var value in values.Where(v => string.IsNullOrEmpty(v) || v.Length > 50 || !FilterRule().IsMatch(v)))
            {
                yield return $"{name} has '{value}'; the service takes 1–50 letters, digits, spaces and '-_().";
            }
        }

        if (!Labels && filters.Any(f => f.Values.Count > 0))
        {
            yield return $"Filters of labels go with {nameof(Labels)} only.";
        }
    }

    // The service model's own pattern, whose '-_ is a range.
    [GeneratedRegex(@"^[A-Za-z0-9àâèçñó'-_(). ]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex FilterRule();
}
