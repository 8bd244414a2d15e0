namespace ImageTagging.Tests.Running;

/// <summary>A made-up scene, drawn as blurred spots of light and shade, and the pictures that a burst takes of it.</summary>
internal sealed class DrawnScene(Random random)
{
    private const int Side = 64;

    private readonly Spot[] _spots =
    [
        .. Enumerable
            .Range(0, 24)
            .Select(_ => new Spot(
                random.NextDouble(),
                random.NextDouble(),
                0.04 + (random.NextDouble() * 0.2),
                0.04 + (random.NextDouble() * 0.2),
                (random.NextDouble() * 160) - 80
            )),
    ];

    /// <summary>Another picture of it: the camera moved and came nearer a little, the light changed, the sensor made noise.</summary>
    public PerceptualHash Look()
    {
        var (left, top) = ((random.NextDouble() - 0.5) * 0.018, (random.NextDouble() - 0.5) * 0.018);
        var (zoom, light, contrast) = (
            1 - (random.NextDouble() * 0.018),
            (random.NextDouble() - 0.5) * 40,
            0.85 + (random.NextDouble() * 0.3)
        );
        var across = Shares(spot => spot.X, spot => spot.Width, left);
        var down = Shares(spot => spot.Y, spot => spot.Height, top);
        var pixels = new byte[Side * Side * 3];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var value = 0d;
                for (var i = 0; i < _spots.Length; i++)
                {
                    value += _spots[i].Light * across[i, x] * down[i, y];
                }

                value = 128 + light + (value * contrast) + ((random.NextDouble() - 0.5) * 20);
                pixels.AsSpan(((y * Side) + x) * 3, 3).Fill((byte)Math.Clamp(value, 0, 255));
            }
        }

        return PerceptualHash.FromPixels(pixels, Side);

        double[,] Shares(Func<Spot, double> middle, Func<Spot, double> width, double moved)
        {
            var shares = new double[_spots.Length, Side];
            for (var i = 0; i < _spots.Length; i++)
            {
                for (var at = 0; at < Side; at++)
                {
                    var place = moved + (((at / (double)Side) - 0.5) * zoom) + 0.5;
                    shares[i, at] = Math.Exp(-Math.Pow((place - middle(_spots[i])) / width(_spots[i]), 2));
                }
            }

            return shares;
        }
    }

    private readonly record struct Spot(double X, double Y, double Width, double Height, double Light);
}
