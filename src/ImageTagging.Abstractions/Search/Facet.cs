namespace ImageTagging;

/// <summary>A facet's values with their exact counts.</summary>
/// <param name="Field">The field.</param>
/// <param name="Band">The confidence band it was counted at; null for any.</param>
/// <param name="Values">The most frequent values; ties by name (ordinal).</param>
public sealed record Facet(FacetField Field, int? Band, IReadOnlyList<TagCount> Values);
