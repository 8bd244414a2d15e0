namespace ImageTagging.Rekognition;

/// <summary>The settings of DetectText.</summary>
public sealed class RekognitionTextOptions : RekognitionTaggerOptions
{
    /// <summary>Options with their defaults.</summary>
    public RekognitionTextOptions()
        : base("rekognition-text", 0.001m) { }

    /// <summary>Which pieces of text become labels.</summary>
    /// <value>The default is <see cref="TextUnit.Words"/>.</value>
    public TextUnit Unit { get; set; }

    /// <summary>The lowest confidence of a word or line, 0–100.</summary>
    /// <value>The default is 80, the service's own.</value>
    public double MinConfidence { get; set; } = 80;

    /// <summary>The least height of a word, as a part (0–1) of the picture's; 0 for any.</summary>
    public double MinHeight { get; set; }

    /// <summary>The least width of a word, as a part (0–1) of the picture's; 0 for any.</summary>
    public double MinWidth { get; set; }

    /// <summary>Where to look, at most ten regions; empty for the whole picture.</summary>
    public IList<RegionOfInterest> Regions { get; set; } = [];

    internal override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(PercentFaults(nameof(MinConfidence), MinConfidence)))
        {
            yield return fault;
        }

        if (!Enum.IsDefined(Unit))
        {
            yield return $"{nameof(Unit)} must be one of {string.Join(", ", Enum.GetNames<TextUnit>())}.";
        }

        if (!(MinHeight is >= 0 and <= 1) || !(MinWidth is >= 0 and <= 1))
        {
            yield return $"{nameof(MinHeight)} and {nameof(MinWidth)} must lie between 0 and 1.";
        }

        if (Regions.Count > 10)
        {
            yield return $"{nameof(Regions)} has {Regions.Count} entries; the service takes 10.";
        }

        if (Regions.Any(r => (r.BoundingBox is null) == (r.Polygon is null)))
        {
            yield return $"Each of {nameof(Regions)} is a box or a polygon.";
        }
    }
}
