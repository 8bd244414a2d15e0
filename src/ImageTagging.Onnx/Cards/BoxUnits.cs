namespace ImageTagging.Onnx;

/// <summary>The unit of a box's numbers.</summary>
public enum BoxUnits
{
    /// <summary>Pixels of the input.</summary>
    Pixels,

    /// <summary>Parts of the input's width and height, 0–1.</summary>
    Relative,
}
