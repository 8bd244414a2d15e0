namespace ImageTagging.Rekognition;

/// <summary>Which text to return.</summary>
public sealed record DetectTextFilters
{
    /// <summary>By confidence and size; null for any.</summary>
    public TextFilter? WordFilter { get; init; }

    /// <summary>Where to look, up to ten regions; null for the whole picture.</summary>
    public IReadOnlyList<RegionOfInterest>? RegionsOfInterest { get; init; }
}
