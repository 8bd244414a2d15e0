namespace ImageTagging;

/// <summary>A facet to count over what a search finds.</summary>
/// <param name="Field">The field.</param>
/// <param name="Size">How many values, the most frequent first, 1–1,000; ties go by name (ordinal).</param>
/// <param name="Band">For tags: count only those at or over this confidence band (one of <see cref="Confidence.Bands"/>); null for any.</param>
public sealed record FacetRequest(FacetField Field, int Size = 20, int? Band = null);
