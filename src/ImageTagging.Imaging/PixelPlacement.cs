namespace ImageTagging.Imaging;

/// <summary>Where the picture lies in the pixels that were asked for, to find boxes in it again.</summary>
/// <param name="Facts">The picture's type and upright size.</param>
/// <param name="ScaleX">Output pixels for each of the picture's, across.</param>
/// <param name="ScaleY">Output pixels for each of the picture's, down.</param>
/// <param name="OffsetX">The output column of the picture's left edge; negative where it was cut.</param>
/// <param name="OffsetY">The output row of the picture's upper edge; negative where it was cut.</param>
public readonly record struct PixelPlacement(ImageFacts Facts, double ScaleX, double ScaleY, double OffsetX, double OffsetY)
{
    /// <summary>A box in output pixels as a box of the picture, cut at its edges.</summary>
    /// <param name="left">The left edge, in pixels of what was decoded.</param>
    /// <param name="top">The upper edge.</param>
    /// <param name="right">The right edge.</param>
    /// <param name="bottom">The lower edge.</param>
    /// <param name="confidence">The confidence of the box; null for none.</param>
    /// <returns>The box in shares of the picture.</returns>
    public BoundingBox ToPicture(double left, double top, double right, double bottom, double? confidence = null)
    {
        double x1 = X(left),
            y1 = Y(top),
            x2 = X(right),
            y2 = Y(bottom);
        return new(x1, y1, Math.Max(0, x2 - x1), Math.Max(0, y2 - y1), confidence);
    }

    private double X(double at) => Unit((at - OffsetX) / (ScaleX * Facts.Width));

    private double Y(double at) => Unit((at - OffsetY) / (ScaleY * Facts.Height));

    private static double Unit(double value) => double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1);
}
