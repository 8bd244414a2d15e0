namespace ImageTagging.Indexing;

/// <summary>A position as whole millionths of a degree, so that every engine compares the same numbers.</summary>
/// <param name="Latitude">North, −90,000,000 to 90,000,000.</param>
/// <param name="Longitude">East, −180,000,000 to 180,000,000.</param>
public readonly record struct MicroDegrees(int Latitude, int Longitude);
