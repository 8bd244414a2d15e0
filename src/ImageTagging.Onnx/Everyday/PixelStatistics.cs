namespace ImageTagging.Onnx.Everyday;

/// <summary>Statistics of pixels, without a model: light, colours, contrast, sharpness, and the picture's shape.</summary>
internal sealed class PixelStatistics
{
    /// <summary>The names of colours, in the order of <see cref="Colours"/>.</summary>
    public static readonly string[] ColourNames =
    [
        "red",
        "orange",
        "yellow",
        "green",
        "blue",
        "purple",
        "pink",
        "brown",
        "black",
        "white",
        "grey",
    ];

    /// <summary>The names of <see cref="Properties"/>, which the words' rules use.</summary>
    public static readonly string[] PropertyNames = ["grey", "dark", "colourful", "white", "warm"];

    private const int Red = 0;
    private const int Orange = 1;
    private const int Brown = 7;
    private const int Black = 8;
    private const int White = 9;
    private const int Grey = 10;

    // Every fourth pixel of every fourth row tells as much of the colours as all.
    private const int Step = 4;

    // Sharpness is told tile by tile: what is in focus may be small.
    private const int Tile = 32;
    private const double Dark = 0.2;
    private const double Bright = 0.9;
    private const double Tinted = 0.12;

    private readonly double _top;
    private readonly double _bottom;
    private readonly double _topWarmth;

    private PixelStatistics(ReadOnlySpan<byte> rgb, int side, double width, double height)
    {
        (Width, Height) = (width, height);
        Span<double> colours = stackalloc double[ColourNames.Length];
        double light = 0,
            squares = 0,
            dark = 0,
            bright = 0,
            colour = 0,
            warm = 0,
            tint = 0,
            count = 0;
        Span<double> thirds = stackalloc double[3];
        for (var y = 0; y < side; y += Step)
        {
            for (var x = 0; x < side; x += Step)
            {
                var at = ((y * side) + x) * 3;
                double r = rgb[at] / 255d,
                    g = rgb[at + 1] / 255d,
                    b = rgb[at + 2] / 255d;
                var mean = (r + g + b) / 3;
                var spread = Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b));
                light += mean;
                squares += mean * mean;
                dark += mean < Dark ? 1 : 0;
                bright += mean > Bright ? 1 : 0;
                colour += spread;
                tint += spread > Tinted ? 1 : 0;
                warm += Math.Max(0, r - b);
                colours[Name(r, g, b)]++;
                var third = y * 3 / side;
                thirds[third] += mean;
                _topWarmth += third == 0 ? Math.Max(0, r - b) : 0;
                count++;
            }
        }

        (Light, DarkShare, BrightShare) = (light / count, dark / count, bright / count);
        (Colour, TintedShare, Warmth) = (colour / count, tint / count, warm / count);
        Contrast = Math.Sqrt(Math.Max(0, (squares / count) - (Light * Light)));
        (_top, _bottom, _topWarmth) = (thirds[0] / count * 3, thirds[2] / count * 3, _topWarmth / count * 3);
        Colours = colours.ToArray();
        for (var i = 0; i < Colours.Length; i++)
        {
            Colours[i] /= count;
        }

        (var tiles, Flat) = Tiles(rgb, side);
        (Detail, Sharpest, CentreDetail, BorderDetail) = Sharpness(tiles, side / Tile);
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>The mean brightness, 0–1.</summary>
    public double Light { get; }

    public double DarkShare { get; }

    public double BrightShare { get; }

    /// <summary>The mean distance between the strongest and weakest of red, green and blue, 0–1.</summary>
    public double Colour { get; }

    /// <summary>The share of pixels that have a colour at all.</summary>
    public double TintedShare { get; }

    public double Warmth { get; }

    public double Contrast { get; }

    /// <summary>The share of each of <see cref="ColourNames"/>.</summary>
    public double[] Colours { get; }

    /// <summary>The mean step between neighbours, in levels of 255.</summary>
    public double Detail { get; }

    /// <summary>The same of the sharpest tiles.</summary>
    public double Sharpest { get; }

    public double CentreDetail { get; }

    public double BorderDetail { get; }

    /// <summary>The share of neighbours that are equal to the last bit: much in what a computer drew.</summary>
    public double Flat { get; }

    /// <summary>True if the picture is hardly more than black and white, each without shades: a silhouette, a stamp, a line of writing.</summary>
    public bool IsDrawn => Flat > 0.6 && TintedShare < 0.002 && Colours[Black] + Colours[White] > 0.9;

    /// <summary>True if most of it is flat and the rest sharp, with some colour: what a computer shows on a screen.</summary>
    public bool IsScreen => Flat > 0.6 && Sharpest > 15 && TintedShare is > 0.004 and < 0.5;

    /// <summary>True if it is bright, without colour, and full of sharp dark strokes: a page.</summary>
    public bool IsPage =>
        TintedShare < 0.02 && Light > 0.75 && Sharpest > 18 && Flat > 0.3 && Colours[White] + Colours[Grey] > 0.9;

    /// <summary>Values that words can be about, each 0–1, in the order of <see cref="PropertyNames"/>.</summary>
    public double[] Properties =>
        [
            Math.Clamp(1 - (TintedShare / 0.03), 0, 1),
            DarkShare,
            Math.Clamp(Colour / 0.4, 0, 1),
            Colours[White],
            Colours[Red] + Colours[Orange] + Colours[Brown],
        ];

    /// <summary>How many <see cref="Numbers"/> there are.</summary>
    public static int NumberCount { get; } = 14 + ColourNames.Length;

    /// <summary>All of it as numbers of about the same size, for the words' rules.</summary>
    public double[] Numbers =>
        [
            Light,
            DarkShare * 0.7,
            Colour * 1.5,
            Warmth * 1.5,
            Math.Log(Width / Height) * 0.3,
            BrightShare,
            Contrast * 2,
            TintedShare * 0.5,
            _top - _bottom,
            _topWarmth,
            Math.Log(1 + Detail) * 0.3,
            Math.Log(1 + Sharpest) * 0.3,
            Math.Log((1 + CentreDetail) / (1 + BorderDetail)) * 0.3,
            Flat,
            .. Colours.Select(Math.Sqrt),
        ];

    public static PixelStatistics Of(ReadOnlySpan<byte> rgb, int side, double width, double height) =>
        new(rgb, side, width, height);

    private static int Name(double r, double g, double b)
    {
        var most = Math.Max(r, Math.Max(g, b));
        var spread = most - Math.Min(r, Math.Min(g, b));
        if (most < 0.16)
        {
            return Black;
        }

        if (spread < 0.12 * Math.Max(most, 0.35))
        {
            return most > 0.86 ? White : Grey;
        }

        var hue =
            most == r ? 60 * ((g - b) / spread)
            : most == g ? 120 + (60 * ((b - r) / spread))
            : 240 + (60 * ((r - g) / spread));
        hue = hue < 0 ? hue + 360 : hue;
        return hue switch
        {
            < 14 or >= 345 => most < 0.4 ? Brown : Red,
            < 42 => most < 0.65 || spread / most < 0.4 ? Brown : Orange,
            < 66 => most < 0.5 ? Brown : 2,
            < 165 => 3,
            < 258 => 4,
            < 292 => 5,
            _ => 6,
        };
    }

    // The mean step between neighbours, tile by tile, and the share of equal ones.
    private static (double[] Tiles, double Flat) Tiles(ReadOnlySpan<byte> rgb, int side)
    {
        var across = side / Tile;
        var tiles = new double[across * across];
        var equal = 0;
        for (var y = 0; y < side - 1; y++)
        {
            var line = rgb.Slice(y * side * 3, side * 3);
            var next = rgb.Slice((y + 1) * side * 3, side * 3);
            var row = y / Tile * across;
            for (var x = 0; x < side - 1; x++)
            {
                int here = line[(x * 3) + 1],
                    right = line[(x * 3) + 4],
                    below = next[(x * 3) + 1];
                tiles[row + (x / Tile)] += Math.Abs(here - right) + Math.Abs(here - below);
                equal += here == right && here == below ? 1 : 0;
            }
        }

        for (var i = 0; i < tiles.Length; i++)
        {
            tiles[i] /= Tile * Tile * 2;
        }

        return (tiles, equal / ((side - 1d) * (side - 1)));
    }

    private static (double Mean, double Sharpest, double Centre, double Border) Sharpness(double[] tiles, int across)
    {
        double centre = 0,
            border = 0;
        int inside = 0,
            outside = 0;
        for (var i = 0; i < tiles.Length; i++)
        {
            var (y, x) = (i / across, i % across);
            if (Math.Min(Math.Min(x, y), across - 1 - Math.Max(x, y)) >= across / 4)
            {
                centre += tiles[i];
                inside++;
            }
            else
            {
                border += tiles[i];
                outside++;
            }
        }

        var ordered = tiles.Order().ToArray();
        return (tiles.Average(), ordered[(int)(ordered.Length * 0.95)], centre / inside, border / outside);
    }
}
