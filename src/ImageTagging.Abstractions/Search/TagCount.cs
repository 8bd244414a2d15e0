namespace ImageTagging;

/// <summary>A value and how many images have it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">The exact number of images.</param>
public readonly record struct TagCount(string Value, long Count);
