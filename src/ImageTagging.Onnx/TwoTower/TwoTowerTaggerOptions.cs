using ImageTagging.Imaging;

namespace ImageTagging.Onnx;

/// <summary>Which model of two towers tags, with which words, and how much of what it says is kept.</summary>
public sealed record TwoTowerTaggerOptions
{
    internal const int MostWords = 20_000;

    /// <summary>The path of the model's card (<see cref="TwoTowerCard"/>).</summary>
    public string? ModelCard { get; set; }

    /// <summary>The tagger's name: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    /// <value>The default is null: the card's name.</value>
    public string? Name { get; set; }

    /// <summary>The words that become tags, in place of the card's; up to 20,000.</summary>
    /// <value>The default is null: those of the card. None at all gives pictures a vector to be found by, and no tag.</value>
    public IReadOnlyList<string>? Words { get; set; }

    /// <summary>The lowest confidence of single words, 0–100, before those of the card.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The lowest confidence of all other words, 0–100.</summary>
    /// <value>The default is null: what the card says.</value>
    public double? MinConfidence { get; set; }

    /// <summary>The most labels of a picture; 0 for no limit.</summary>
    /// <value>The default is null: what the card says.</value>
    public int? MaxLabels { get; set; }

    /// <summary>Pictures that are worked on at once, 1–1,024. More than there are processors gains nothing.</summary>
    /// <value>The default is the number of processors.</value>
    public int MaxConcurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>The bounds within which pictures are decoded.</summary>
    public ImagingOptions Imaging { get; set; } = new();

    /// <summary>Every fault of these options; the card has its own.</summary>
    internal IReadOnlyList<string> Faults()
    {
        List<string> faults = [.. OnnxTaggerOptions.Faults(MinConfidence ?? 0, MaxLabels ?? 0, MaxConcurrency, Imaging)];
        if (string.IsNullOrWhiteSpace(ModelCard))
        {
            faults.Add("ModelCard must name a card");
        }

        if (Words is { Count: > MostWords })
        {
            faults.Add($"Words must be 20,000 at the most, not {Words.Count}");
        }

        if (Words?.Any(string.IsNullOrWhiteSpace) is true)
        {
            faults.Add("Words must not be empty");
        }

        if (Thresholds is null || Thresholds.Values.Any(t => t is not (>= 0 and <= 100)))
        {
            faults.Add("Thresholds must be 0 to 100");
        }

        return faults;
    }
}
