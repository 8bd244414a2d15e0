using System.Numerics.Tensors;

namespace ImageTagging.Onnx.Inference;

/// <summary>Turns RGB bytes into the numbers that a model wants, by one table a channel.</summary>
internal sealed class PixelConverter
{
    private readonly float[][] _tables = new float[3][];
    private readonly bool _plain;
    private readonly bool _planes;
    private readonly bool _bgr;

    public PixelConverter(ModelInput input)
    {
        _planes = input.Layout == TensorLayout.Nchw;
        _bgr = input.Channels == ChannelOrder.Bgr;
        _plain = !_planes && !_bgr && input.Scale == 1 && input.Mean.All(m => m == 0) && input.Std.All(s => s == 1);
        for (var channel = 0; channel < 3; channel++)
        {
            var table = _tables[channel] = new float[256];
            for (var v = 0; v < 256; v++)
            {
                table[v] = (float)(((v * input.Scale) - input.Mean[channel]) / input.Std[channel]);
            }
        }
    }

    public void Convert(ReadOnlySpan<byte> rgb, Span<float> tensor)
    {
        if (_plain)
        {
            TensorPrimitives.ConvertTruncating(rgb, tensor);
            return;
        }

        Fill(rgb, tensor, static (value, table) => table[value]);
    }

    public void Convert(ReadOnlySpan<byte> rgb, Span<Half> tensor) =>
        Fill(rgb, tensor, static (value, table) => (Half)table[value]);

    public void Convert(ReadOnlySpan<byte> rgb, Span<byte> tensor)
    {
        if (_plain)
        {
            rgb.CopyTo(tensor);
            return;
        }

        Fill(rgb, tensor, static (value, table) => (byte)Math.Clamp(table[value], 0, 255));
    }

    private void Fill<T>(ReadOnlySpan<byte> rgb, Span<T> tensor, Func<byte, float[], T> value)
    {
        var count = rgb.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            var table = _tables[channel];
            var place = _bgr ? 2 - channel : channel;
            var (at, step) = _planes ? (place * count, 1) : (place, 3);
            for (var i = channel; i < rgb.Length; i += 3, at += step)
            {
                tensor[at] = value(rgb[i], table);
            }
        }
    }
}
