namespace ImageTagging;

/// <summary>A name that people search: a label's name after vocabulary and corrections, with the highest confidence any tagger gave it.</summary>
/// <param name="Name">The tag, as <see cref="TagName.Normalize"/> gives it.</param>
/// <param name="Confidence">How sure, rounded down to a hundredth of a percent.</param>
public readonly record struct Tag(string Name, Confidence Confidence);
