namespace ImageTagging.Rekognition;

/// <summary>Which labels to return; names and categories exactly as the service spells them, 100 a list, 50 characters each.</summary>
public sealed record GeneralLabelsSettings
{
    /// <summary>Labels to return; null for all.</summary>
    public IReadOnlyList<string>? LabelInclusionFilters { get; init; }

    /// <summary>Labels to leave out; null for none.</summary>
    public IReadOnlyList<string>? LabelExclusionFilters { get; init; }

    /// <summary>Categories whose labels to return; null for all.</summary>
    public IReadOnlyList<string>? LabelCategoryInclusionFilters { get; init; }

    /// <summary>Categories whose labels to leave out; null for none.</summary>
    public IReadOnlyList<string>? LabelCategoryExclusionFilters { get; init; }
}
