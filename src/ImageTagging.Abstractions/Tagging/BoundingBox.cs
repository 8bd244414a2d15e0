namespace ImageTagging;

/// <summary>Where in the picture something is; all values 0–1 of the picture's width or height, upright.</summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
/// <param name="Confidence">How sure the tagger is of this one, 0–100; null where it does not say.</param>
public readonly record struct BoundingBox(double Left, double Top, double Width, double Height, double? Confidence = null);
