namespace ImageTagging.Rekognition;

/// <summary>The settings of DetectCustomLabels.</summary>
public sealed class RekognitionCustomLabelsOptions : RekognitionTaggerOptions
{
    /// <summary>Options with their defaults.</summary>
    public RekognitionCustomLabelsOptions()
        : base("rekognition-custom", 0) => CallsPerSecond = 5;

    /// <summary>The ARN of the model version, which must be running. Needed.</summary>
    public string ProjectVersionArn { get; set; } = "";

    /// <summary>The lowest confidence, 0–100; null for each label's own threshold, found in training.</summary>
    /// <value>The default is null.</value>
    public double? MinConfidence { get; set; }

    /// <summary>The most results, the surest first, 1–10,000; null for the service's limit.</summary>
    /// <value>The default is null.</value>
    public int? MaxResults { get; set; }

    internal override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(PercentFaults(nameof(MinConfidence), MinConfidence)))
        {
            yield return fault;
        }

        foreach (var fault in ArnFaults(nameof(ProjectVersionArn), ProjectVersionArn))
        {
            yield return fault;
        }

        if (MaxResults is < 1 or > 10_000)
        {
            yield return $"{nameof(MaxResults)} is {MaxResults}; it must lie between 1 and 10,000.";
        }

        if (
            Client.Region is { } region
            && Rekognition.ProjectVersionArn.IsValid(ProjectVersionArn)
            && ProjectVersionArn.Split(':')[3] is var right
            && right != region
        )
        {
            yield return $"The model is in {right}, and Client.Region is {region}; they must be the same.";
        }
    }
}
