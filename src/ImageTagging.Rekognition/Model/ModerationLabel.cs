namespace ImageTagging.Rekognition;

/// <summary>Something that a site may not want to show.</summary>
public sealed record ModerationLabel
{
    /// <summary>The label's name.</summary>
    public string Name
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>How sure the service is, 0–100.</summary>
    public double Confidence { get; init; }

    /// <summary>The broader label; empty or null at the top.</summary>
    public string? ParentName { get; init; }

    /// <summary>Its depth in the taxonomy, from 1.</summary>
    public int? TaxonomyLevel { get; init; }
}
