namespace ImageTagging.Imaging;

/// <summary>How a picture is brought to a size of another shape.</summary>
public enum PixelFit
{
    /// <summary>Width and height are scaled each on its own.</summary>
    Stretch,

    /// <summary>Scaled as a whole until it fits, centred, the rest filled with a colour.</summary>
    Letterbox,

    /// <summary>Scaled as a whole until it covers, what stands over is cut off evenly.</summary>
    Crop,
}
