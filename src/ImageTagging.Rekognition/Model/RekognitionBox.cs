namespace ImageTagging.Rekognition;

/// <summary>A box, in parts (0–1) of the picture's width and height.</summary>
public sealed record RekognitionBox
{
    /// <summary>The width.</summary>
    public double Width { get; init; }

    /// <summary>The height.</summary>
    public double Height { get; init; }

    /// <summary>The left edge.</summary>
    public double Left { get; init; }

    /// <summary>The upper edge.</summary>
    public double Top { get; init; }
}
