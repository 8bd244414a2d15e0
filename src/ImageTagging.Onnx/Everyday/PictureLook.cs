namespace ImageTagging.Onnx.Everyday;

/// <summary>Properties that pixels tell without a model: brightness, darkness, colour, warmth, and the shape.</summary>
internal static class PictureLook
{
    public const int Count = 5;

    // Every eighth pixel of every eighth row tells as much as all.
    private const int Step = 8;

    public static double[] Of(ReadOnlySpan<byte> rgb, int side, double width, double height)
    {
        double bright = 0,
            dark = 0,
            colour = 0,
            warm = 0,
            count = 0;
        for (var y = 0; y < side; y += Step)
        {
            for (var x = 0; x < side; x += Step)
            {
                var at = ((y * side) + x) * 3;
                double r = rgb[at],
                    g = rgb[at + 1],
                    b = rgb[at + 2];
                var mean = (r + g + b) / 3 / 255;
                bright += mean;
                dark += mean < 0.2 ? 1 : 0;
                colour += (Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b))) / 255;
                warm += Math.Max(0, r - b) / 255;
                count++;
            }
        }

        return [bright / count, dark / count * 0.7, colour / count * 1.5, warm / count * 1.5, Math.Log(width / height) * 0.3];
    }
}
