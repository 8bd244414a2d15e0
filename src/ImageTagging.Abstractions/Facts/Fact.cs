namespace ImageTagging;

/// <summary>A fact with where it stands.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="Value">The fact.</param>
/// <param name="Source">Where it stands.</param>
public sealed record Fact<T>(T Value, FactSource Source);
