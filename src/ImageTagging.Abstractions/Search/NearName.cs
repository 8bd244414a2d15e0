namespace ImageTagging;

/// <summary>A name that is near to a text in meaning.</summary>
/// <param name="Name">The name.</param>
/// <param name="Weight">How much it says of what was asked for, beside the nearest name: over 0 up to 1, which the nearest has.</param>
public readonly record struct NearName(string Name, double Weight);
