namespace ImageTagging.TestSupport;

/// <summary>Made pictures that are alike and yet others: pages of text, skies, walls, black frames, moons. Each is made again from its number.</summary>
public static class AlikePictures
{
    public const int Width = 640;
    public const int Height = 480;

    public static IReadOnlyList<string> Kinds { get; } = ["page", "sky", "wall", "black", "moon", "snow"];

    /// <summary>A picture's pixels, three bytes each, <see cref="Width"/> by <see cref="Height"/>.</summary>
    public static byte[] Rgb(string kind, int number)
    {
        var random = new Random((number * 7_919) + kind.Length + kind[0]);
        return kind switch
        {
            "page" => Page(random),
            "sky" => Sky(random),
            "wall" => Wall(random, random.Next(90, 220), random.Next(8, 40)),
            "black" => Drawn((_, _) => Grey(random.Next(2 + (number % 4)))),
            "moon" => Moon(random),
            "snow" => Wall(random, 235, 12),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    // The same margins, lines and letters as every page has; only the text is another.
    private static byte[] Page(Random random)
    {
        const int margin = 48;
        const int line = 14;
        const int letter = 7;
        var rgb = Drawn((_, _) => Grey(250 - random.Next(4)));
        for (var top = margin; top + line < Height - margin; top += line)
        {
            // The last line of a paragraph is short, and an empty one follows.
            var isLast = random.Next(6) == 0;
            var end = isLast ? random.Next(Width / 3, Width - margin) : Width - margin;
            var left = margin;
            while (left + letter < end)
            {
                var word = random.Next(2, 10);
                for (var i = 0; i < word && left + letter < end; i++, left += letter)
                {
                    Letter(rgb, left, top, random);
                }

                left += letter;
            }

            top += isLast ? line : 0;
        }

        return rgb;
    }

    private static void Letter(byte[] rgb, int left, int top, Random random)
    {
        for (var stroke = 0; stroke < 3; stroke++)
        {
            var (x, y, isDown) = (random.Next(4), random.Next(6), random.Next(2) == 0);
            for (var i = 0; i < 5; i++)
            {
                var at = ((top + (isDown ? Math.Min(8, y + i) : y)) * Width) + left + (isDown ? x : Math.Min(5, x + i));
                rgb.AsSpan(at * 3, 3).Fill(30);
            }
        }
    }

    private static byte[] Sky(Random random)
    {
        (int R, int G, int B) top = (random.Next(40, 110), random.Next(110, 160), random.Next(190, 240));
        var (paler, cover) = (random.Next(20, 90), random.NextDouble() * 70);
        var clouds = Clouds(random);
        return Drawn(
            (x, y) =>
            {
                var light = (paler * y / (double)Height) + (cover * clouds(x, y)) + random.Next(3);
                return (top.R + light, top.G + (light * 0.8), top.B + (light * 0.3));
            }
        );
    }

    private static byte[] Wall(Random random, int light, int shade)
    {
        var (tint, angle, grain) = (random.Next(-12, 12), random.NextDouble() * Math.Tau, random.Next(2, 6));
        var (across, down) = (Math.Cos(angle) * shade / Width, Math.Sin(angle) * shade / Height);
        return Drawn(
            (x, y) =>
            {
                var value = light + (across * (x - (Width / 2))) + (down * (y - (Height / 2))) + random.Next(-grain, grain);
                return (value + tint, value, value - tint);
            }
        );
    }

    private static byte[] Moon(Random random)
    {
        var (left, top, radius) = (random.Next(80, Width - 80), random.Next(80, Height - 80), random.Next(14, 60));
        return Drawn(
            (x, y) =>
                Grey(Math.Pow(x - left, 2) + Math.Pow(y - top, 2) < radius * radius ? 215 + random.Next(20) : random.Next(4))
        );
    }

    // Soft spots of several sizes, 0 to 1.
    private static Func<int, int, double> Clouds(Random random)
    {
        var spots = Enumerable
            .Range(0, 30)
            .Select(_ => (X: random.Next(Width), Y: random.Next(Height), Wide: random.Next(30, 180), High: random.Next(15, 60)))
            .ToArray();
        return (x, y) =>
            Math.Min(
                1,
                spots.Sum(s => Math.Exp(-Math.Pow((x - s.X) / (double)s.Wide, 2) - Math.Pow((y - s.Y) / (double)s.High, 2)))
            );
    }

    private static (double, double, double) Grey(double light) => (light, light, light);

    private static byte[] Drawn(Func<int, int, (double R, double G, double B)> pixel)
    {
        var rgb = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (r, g, b) = pixel(x, y);
                var at = ((y * Width) + x) * 3;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (Byte(r), Byte(g), Byte(b));
            }
        }

        return rgb;

        static byte Byte(double light) => (byte)Math.Clamp(Math.Round(light), 0, 255);
    }
}
