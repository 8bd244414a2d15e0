namespace ImageTagging;

/// <summary>A name that is near to a text in meaning.</summary>
/// <param name="Name">The name.</param>
/// <param name="Similarity">
/// How near, over 0 up to 1: 1 means the same; from 0.55 on it is nearly another word for it, or a kind of it; below, it only has to do with it.
/// </param>
public readonly record struct NearName(string Name, double Similarity);
