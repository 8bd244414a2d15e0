namespace ImageTagging.Onnx;

/// <summary>What a box's numbers count.</summary>
public enum BoxUnits
{
    /// <summary>Pixels of the input.</summary>
    Pixels,

    /// <summary>Parts of the input's width and height, 0–1.</summary>
    Relative,
}
