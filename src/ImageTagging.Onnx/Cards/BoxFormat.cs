namespace ImageTagging.Onnx;

/// <summary>The meaning of the four numbers of a box.</summary>
public enum BoxFormat
{
    /// <summary>Left, top, right, bottom.</summary>
    Xyxy,

    /// <summary>Top, left, bottom, right.</summary>
    Yxyx,

    /// <summary>Left, top, width, height.</summary>
    Xywh,

    /// <summary>Centre across, centre down, width, height.</summary>
    Cxcywh,
}
