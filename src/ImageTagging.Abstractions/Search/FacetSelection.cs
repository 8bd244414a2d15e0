namespace ImageTagging;

/// <summary>Values that a person chose in one facet: an image must have any of them.</summary>
/// <param name="Field">The field: any but aliases and parents. One selection a field.</param>
/// <param name="Values">The values, at least one, in the form that facets give them.</param>
public sealed record FacetSelection(FacetField Field, IReadOnlyList<string> Values);
