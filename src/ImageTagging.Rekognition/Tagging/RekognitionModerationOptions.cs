namespace ImageTagging.Rekognition;

/// <summary>The settings of DetectModerationLabels.</summary>
public sealed class RekognitionModerationOptions : RekognitionTaggerOptions
{
    /// <summary>Options with their defaults.</summary>
    public RekognitionModerationOptions()
        : base("rekognition-moderation", 0.001m) { }

    /// <summary>The lowest confidence, 0–100.</summary>
    /// <value>The default is 75.</value>
    public double MinConfidence { get; set; } = 75;

    /// <summary>The ARN of an adapter trained for one's own pictures; null for none.</summary>
    public string? ProjectVersion { get; set; }

    /// <summary>True if the kind of picture (animated, illustrated) becomes a label too, in the category <c>Content type</c>.</summary>
    /// <value>The default is false.</value>
    public bool ContentTypes { get; set; }

    internal override IEnumerable<string> Faults() =>
        base.Faults()
            .Concat(PercentFaults(nameof(MinConfidence), MinConfidence))
            .Concat(ArnFaults(nameof(ProjectVersion), ProjectVersion));
}
