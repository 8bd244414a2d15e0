using ImageTagging.Imaging;

namespace ImageTagging.Onnx;

/// <summary>How pictures go into a model. A value <c>v</c> of 0–255 becomes <c>(v × scale − mean) ÷ std</c>.</summary>
public sealed record ModelInput
{
    /// <summary>The input's name; null for the model's only one.</summary>
    public string? Name { get; set; }

    /// <summary>Pixels across, 1–4,096.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down, 1–4,096.</summary>
    public required int Height { get; init; }

    /// <summary>The order of the dimensions.</summary>
    /// <value>The default is <see cref="TensorLayout.Nchw"/>.</value>
    public TensorLayout Layout { get; set; }

    /// <summary>The order of the colours.</summary>
    /// <value>The default is <see cref="ChannelOrder.Rgb"/>.</value>
    public ChannelOrder Channels { get; set; }

    /// <summary>How a picture of another shape is brought to the size.</summary>
    /// <value>The default is <see cref="PixelFit.Stretch"/>.</value>
    public PixelFit Fit { get; set; }

    /// <summary>The grey around a letterboxed picture, 0–255.</summary>
    /// <value>The default is 114.</value>
    public byte Fill { get; set; } = 114;

    /// <summary>The number that a value is multiplied with, such as 1/255.</summary>
    /// <value>The default is 1.</value>
    public double Scale { get; set; } = 1;

    /// <summary>The numbers that are subtracted afterwards, for red, green and blue.</summary>
    /// <value>The default is 0, 0, 0.</value>
    public IReadOnlyList<double> Mean { get; set; } = [0, 0, 0];

    /// <summary>The numbers that it is then divided by, for red, green and blue.</summary>
    /// <value>The default is 1, 1, 1.</value>
    public IReadOnlyList<double> Std { get; set; } = [1, 1, 1];
}
