using ImageTagging.Imaging;

namespace ImageTagging.Onnx;

/// <summary>Which model tags, and how much of what it says is kept.</summary>
public sealed record OnnxTaggerOptions
{
    /// <summary>The model card's path.</summary>
    /// <value>The default is null: the detector of COCO's 80 things that the package carries.</value>
    public string? ModelCard { get; set; }

    /// <summary>The tagger's name: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    /// <value>The default is null: the card's name, <c>coco80</c> for the package's own.</value>
    public string? Name { get; set; }

    /// <summary>The lowest confidence that is kept, 0–100.</summary>
    /// <value>The default is null: what the card says, 30 for the package's own.</value>
    public double? MinConfidence { get; set; }

    /// <summary>The most labels of a picture; 0 for no limit.</summary>
    /// <value>The default is null: what the card says, no limit for the package's own.</value>
    public int? MaxLabels { get; set; }

    /// <summary>Pictures that are worked on at once, 1–1,024. More than there are processors gains nothing.</summary>
    /// <value>The default is the number of processors.</value>
    public int MaxConcurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>The bounds within which pictures are decoded.</summary>
    public ImagingOptions Imaging { get; set; } = new();

    /// <summary>Every fault of these options; the card has its own.</summary>
    internal IReadOnlyList<string> Faults() => [.. Faults(MinConfidence ?? 0, MaxLabels ?? 0, MaxConcurrency, Imaging)];

    internal static IEnumerable<string> Faults(double least, int most, int concurrency, ImagingOptions imaging)
    {
        if (least is not (>= 0 and <= 100))
        {
            yield return "MinConfidence must be 0 to 100";
        }

        if (most < 0)
        {
            yield return "MaxLabels must be 0 or more";
        }

        if (concurrency is < 1 or > 1024)
        {
            yield return "MaxConcurrency must be 1 to 1,024";
        }

        foreach (var fault in imaging.Validate())
        {
            yield return fault;
        }
    }
}
