namespace ImageTagging.Imaging;

/// <summary>The pixels that are wanted of a picture: upright RGB of 8 bits, row by row.</summary>
/// <param name="Width">Pixels, 1–16,384.</param>
/// <param name="Height">Pixels, 1–16,384.</param>
/// <param name="Fit">What is done where the picture has another shape.</param>
/// <param name="Fill">The grey around a letterboxed picture, 0–255.</param>
public readonly record struct PixelRequest(int Width, int Height, PixelFit Fit = PixelFit.Stretch, byte Fill = 114)
{
    /// <summary>The bytes that the pixels take.</summary>
    public int Length => checked(Width * Height * 3);
}
