namespace ImageTagging.Onnx.Everyday;

/// <summary>A part of a picture, in parts of its width and height.</summary>
internal readonly record struct Crop(double Left, double Top, double Right, double Bottom)
{
    public static Crop Whole { get; } = new(0, 0, 1, 1);

    /// <summary>A square part around a spot, moved inside where it would stand over.</summary>
    public static Crop Square(double x, double y, double side, double width, double height)
    {
        var (halfWidth, halfHeight) = (Math.Min(0.5, side / 2 / width), Math.Min(0.5, side / 2 / height));
        x = Math.Clamp(x, halfWidth, 1 - halfWidth);
        y = Math.Clamp(y, halfHeight, 1 - halfHeight);
        return new(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
    }
}

/// <summary>Cuts parts out of decoded pixels and scales them, so that a picture is decoded once for all models.</summary>
internal static class Crops
{
    /// <summary>Scales a part of a square of pixels to another square, with a triangle filter as wide as the scale.</summary>
    public static void Cut(ReadOnlySpan<byte> from, int side, Crop crop, Span<byte> to, int size)
    {
        var across = Taps(crop.Left, crop.Right, side, size);
        var down = Taps(crop.Top, crop.Bottom, side, size);
        var first = down[0].Start;
        var last = down[^1].Start + down[^1].Weights.Length;
        var row = size * 3;
        var between = new float[(last - first) * row];
        for (var y = first; y < last; y++)
        {
            var line = from.Slice(y * side * 3, side * 3);
            var into = between.AsSpan((y - first) * row, row);
            for (var x = 0; x < size; x++)
            {
                var (start, weights) = across[x];
                float r = 0,
                    g = 0,
                    b = 0;
                for (var k = 0; k < weights.Length; k++)
                {
                    var at = (start + k) * 3;
                    r += weights[k] * line[at];
                    g += weights[k] * line[at + 1];
                    b += weights[k] * line[at + 2];
                }

                (into[x * 3], into[(x * 3) + 1], into[(x * 3) + 2]) = (r, g, b);
            }
        }

        Span<float> sum = new float[row];
        for (var y = 0; y < size; y++)
        {
            var (start, weights) = down[y];
            sum.Clear();
            for (var k = 0; k < weights.Length; k++)
            {
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(
                    between.AsSpan((start - first + k) * row, row),
                    weights[k],
                    sum,
                    sum
                );
            }

            for (var x = 0; x < row; x++)
            {
                to[(y * row) + x] = (byte)Math.Clamp(sum[x] + 0.5f, 0, 255);
            }
        }
    }

    private static (int Start, float[] Weights)[] Taps(double from, double to, int side, int size)
    {
        var scale = (to - from) * side / size;
        var reach = Math.Max(1, scale);
        var taps = new (int, float[])[size];
        for (var i = 0; i < size; i++)
        {
            var centre = (from * side) + ((i + 0.5) * scale);
            var start = Math.Max(0, (int)Math.Floor(centre - reach));
            var end = Math.Min(side - 1, (int)Math.Ceiling(centre + reach));
            var weights = new float[end - start + 1];
            for (var k = 0; k < weights.Length; k++)
            {
                weights[k] = (float)Math.Max(0, 1 - Math.Abs((start + k + 0.5 - centre) / reach));
            }

            var all = weights.Sum();
            for (var k = 0; k < weights.Length; k++)
            {
                weights[k] /= all;
            }

            taps[i] = (start, weights);
        }

        return taps;
    }
}
