namespace ImageTagging;

/// <summary>A label that a tagger gave.</summary>
/// <param name="Tagger">The tagger's name.</param>
/// <param name="Label">The label as it was said, with its boxes.</param>
public sealed record LabelEvidence(string Tagger, ImageLabel Label);
