namespace ImageTagging.Onnx;

/// <summary>The order of a picture tensor's dimensions.</summary>
public enum TensorLayout
{
    /// <summary>Picture, channel, row, column.</summary>
    Nchw,

    /// <summary>Picture, row, column, channel.</summary>
    Nhwc,
}
