using System.Buffers.Binary;
using System.Text;

namespace ImageTagging.Imaging.Tests;

/// <summary>Pictures of simple kinds, each laid out as its programs do, that show the same: eight colours, or black and white.</summary>
internal static class PlainFiles
{
    public const int Width = 13;
    public const int Height = 7;

    /// <summary>What each way of keeping pixels is told as.</summary>
    public static IReadOnlyDictionary<string, string> Types { get; } =
        new Dictionary<string, string>
        {
            ["bmp of 24 bits"] = "image/bmp",
            ["bmp from the top"] = "image/bmp",
            ["bmp of 32 bits"] = "image/bmp",
            ["bmp with masks"] = "image/bmp",
            ["bmp of 16 bits"] = "image/bmp",
            ["bmp of 8 bits"] = "image/bmp",
            ["bmp of 4 bits"] = "image/bmp",
            ["bmp of 1 bit"] = "image/bmp",
            ["bmp in runs of 8 bits"] = "image/bmp",
            ["bmp in runs of 4 bits"] = "image/bmp",
            ["bmp of OS/2"] = "image/bmp",
            ["ico"] = "image/vnd.microsoft.icon",
            ["ico with a mask"] = "image/vnd.microsoft.icon",
            ["ico with a png"] = "image/vnd.microsoft.icon",
            ["tga"] = "image/x-tga",
            ["tga of 16 bits"] = "image/x-tga",
            ["tga of 32 bits in runs"] = "image/x-tga",
            ["tga with a table in runs"] = "image/x-tga",
            ["tga in grey"] = "image/x-tga",
            ["pbm"] = "image/x-portable-anymap",
            ["pbm in text"] = "image/x-portable-anymap",
            ["pgm"] = "image/x-portable-anymap",
            ["pgm in text"] = "image/x-portable-anymap",
            ["ppm"] = "image/x-portable-anymap",
            ["ppm in text"] = "image/x-portable-anymap",
            ["ppm of 16 bits"] = "image/x-portable-anymap",
            ["psd"] = "image/vnd.adobe.photoshop",
            ["psd packed"] = "image/vnd.adobe.photoshop",
            ["psd of 16 bits"] = "image/vnd.adobe.photoshop",
            ["psd in grey"] = "image/vnd.adobe.photoshop",
            ["psd in bits"] = "image/vnd.adobe.photoshop",
            ["psd with a table"] = "image/vnd.adobe.photoshop",
            ["psd in inks"] = "image/vnd.adobe.photoshop",
            ["psb packed"] = "image/vnd.adobe.photoshop",
        };

    /// <summary>Whether a kind shows black and white alone.</summary>
    public static bool IsGrey(string kind) =>
        kind.Contains("1 bit", StringComparison.Ordinal)
        || kind.Contains("grey", StringComparison.Ordinal)
        || kind.Contains("in bits", StringComparison.Ordinal)
        || kind.StartsWith("pbm", StringComparison.Ordinal)
        || kind.StartsWith("pgm", StringComparison.Ordinal);

    /// <summary>The colour of a pixel, one of eight: red, green and blue are nothing or all.</summary>
    public static int Colour(string kind, int x, int y) => IsGrey(kind) ? ((x / 2) + y) % 2 * 7 : ((x / 2) + (y * 3)) % 8;

    public static byte Sample(string kind, int x, int y, int channel) =>
        (Colour(kind, x, y) & (4 >> channel)) != 0 ? (byte)255 : (byte)0;

    public static byte[] Make(string kind)
    {
        int Index(int x, int y) => Colour(kind, x, y);
        byte Red(int x, int y) => Sample(kind, x, y, 0);
        byte Green(int x, int y) => Sample(kind, x, y, 1);
        byte Blue(int x, int y) => Sample(kind, x, y, 2);
        byte[] table = [.. Enumerable.Range(0, 8).SelectMany(i => (byte[])[All(i & 1), All(i & 2), All(i & 4), 0])];
        switch (kind)
        {
            case "bmp of 24 bits" or "bmp from the top":
            {
                var isTopDown = kind == "bmp from the top";
                return Bmp(24, 0, [], Rows(isTopDown, 4, (x, y) => [Blue(x, y), Green(x, y), Red(x, y)]), isTopDown);
            }

            case "bmp of 32 bits":
                return Bmp(32, 0, [], Rows(false, 4, (x, y) => [Blue(x, y), Green(x, y), Red(x, y), 0]));
            case "bmp with masks":
                byte[] masks = [0xFF, 0, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0xFF, 0];
                return Bmp(32, 3, masks, Rows(false, 4, (x, y) => [Red(x, y), Green(x, y), Blue(x, y), 9]));
            case "bmp of 16 bits":
                return Bmp(16, 0, [], Rows(false, 4, (x, y) => Five(x, y)));
            case "bmp of 8 bits":
                return Bmp(8, 0, table, Rows(false, 4, (x, y) => [(byte)Index(x, y)]));
            case "bmp of 4 bits":
                return Bmp(4, 0, table, Bits(false, 4, 4, Index));
            case "bmp of 1 bit":
                return Bmp(1, 0, [0, 0, 0, 0, 255, 255, 255, 0], Bits(false, 4, 1, (x, y) => Index(x, y) & 1));
            case "bmp in runs of 8 bits":
                return Bmp(8, 1, table, Runs(8));
            case "bmp in runs of 4 bits":
                return Bmp(4, 2, table, Runs(4));
            case "bmp of OS/2":
            {
                byte[] pixels = Rows(false, 4, (x, y) => [Blue(x, y), Green(x, y), Red(x, y)]);
                return
                [
                    .. "BM"u8,
                    .. Little(26 + pixels.Length),
                    0,
                    0,
                    0,
                    0,
                    26,
                    0,
                    0,
                    0,
                    12,
                    0,
                    0,
                    0,
                    Width,
                    0,
                    Height,
                    0,
                    1,
                    0,
                    24,
                    0,
                    .. pixels,
                ];
            }

            case "ico":
                return Icon(Dib(32, Rows(false, 4, (x, y) => [Blue(x, y), Green(x, y), Red(x, y), 255]), []));
            case "ico with a mask":
                return Icon(Dib(4, Bits(false, 4, 4, Index), [.. table, .. new byte[32]]));
            case "ico with a png":
                return Icon(Pictures.Solid(Width, Height, [255, 0, 255]));
            case "tga":
                return [.. Tga(2, 24, 0), .. Rows(false, 1, (x, y) => [Blue(x, y), Green(x, y), Red(x, y)])];
            case "tga of 16 bits":
                return [.. Tga(2, 16, 0x20), .. Rows(true, 1, (x, y) => Five(x, y))];
            case "tga of 32 bits in runs":
                return [.. Tga(10, 32, 0x28), .. Packets(true, (x, y) => [Blue(x, y), Green(x, y), Red(x, y), 255])];
            case "tga with a table in runs":
                return
                [
                    .. (byte[])[0, 1, 9, 0, 0, 8, 0, 24, 0, 0, 0, 0, Width, 0, Height, 0, 8, 0],
                    .. table.Chunk(4).SelectMany(c => c[..3]),
                    .. Packets(false, (x, y) => [(byte)Index(x, y)]),
                ];
            case "tga in grey":
                return [.. Tga(3, 8, 0), .. Rows(false, 1, (x, y) => [Red(x, y)])];
            case "pbm":
                return
                [
                    .. Encoding.ASCII.GetBytes($"P4\n# made\n{Width} {Height}\n"),
                    .. Bits(true, 1, 1, (x, y) => Red(x, y) == 0 ? 1 : 0),
                ];
            case "pbm in text":
                return Encoding.ASCII.GetBytes($"P1 {Width} {Height}\n{Text((x, y) => [Red(x, y) == 0 ? 1 : 0], "")}");
            case "pgm":
                return [.. Encoding.ASCII.GetBytes($"P5 {Width} {Height} 255\n"), .. Rows(true, 1, (x, y) => [Red(x, y)])];
            case "pgm in text":
                return Encoding.ASCII.GetBytes($"P2\n{Width} {Height}\n15\n{Text((x, y) => [Red(x, y) / 17], " ")}");
            case "ppm":
                return
                [
                    .. Encoding.ASCII.GetBytes($"P6\n{Width}\n{Height}\n255\n"),
                    .. Rows(true, 1, (x, y) => [Red(x, y), Green(x, y), Blue(x, y)]),
                ];
            case "ppm in text":
                return Encoding.ASCII.GetBytes(
                    $"P3 {Width} {Height} # made\n255 {Text((x, y) => [Red(x, y), Green(x, y), Blue(x, y)], " ")}"
                );
            case "ppm of 16 bits":
                return
                [
                    .. Encoding.ASCII.GetBytes($"P6 {Width} {Height} 65535\n"),
                    .. Rows(true, 1, (x, y) => [Red(x, y), Red(x, y), Green(x, y), Green(x, y), Blue(x, y), Blue(x, y)]),
                ];
            default:
                return Psd(kind);
        }

        byte[] Five(int x, int y)
        {
            var value = (Red(x, y) >> 3 << 10) | (Green(x, y) >> 3 << 5) | (Blue(x, y) >> 3);
            return [(byte)value, (byte)(value >> 8)];
        }

        byte[] Runs(int bits)
        {
            var runs = new List<byte>();
            for (var y = Height - 1; y >= 0; y--)
            {
                // The first four pixels as they are, the others in runs.
                byte[] first = [.. Enumerable.Range(0, 4).Select(x => (byte)Index(x, y))];
                runs.AddRange(
                    bits == 8 ? [0, 4, .. first] : [0, 4, (byte)((first[0] << 4) | first[1]), (byte)((first[2] << 4) | first[3])]
                );
                for (var x = 4; x < Width; x++)
                {
                    runs.AddRange([1, (byte)(bits == 8 ? Index(x, y) : Index(x, y) << 4)]);
                }

                runs.AddRange([0, 0]);
            }

            return [.. runs, 0, 1];
        }

        string Text(Func<int, int, int[]> samples, string between) =>
            string.Join(
                "\n",
                Enumerable
                    .Range(0, Height)
                    .Select(y => string.Join(between, Enumerable.Range(0, Width).SelectMany(x => samples(x, y))))
            );
    }

    private static byte[] Psd(string kind)
    {
        var isBig = kind == "psb packed";
        var isPacked = kind.EndsWith("packed", StringComparison.Ordinal);
        var (mode, bits, channels) = kind switch
        {
            "psd in grey" => (1, 8, 1),
            "psd in bits" => (0, 1, 1),
            "psd with a table" => (2, 8, 1),
            "psd in inks" => (4, 8, 4),
            "psd of 16 bits" => (3, 16, 3),
            _ => (3, 8, 3),
        };
        byte[] table =
            mode == 2 ? [.. Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, 256).Select(i => All(i & (4 >> c))))] : [];
        var rows = Enumerable.Range(0, channels).SelectMany(c => Enumerable.Range(0, Height).Select(y => Row(c, y))).ToArray();
        if (isPacked)
        {
            rows = [.. rows.Select(r => (byte[])[(byte)(Width - 1), .. r])];
        }

        var lengths = isPacked ? rows.SelectMany(r => isBig ? (byte[])[0, 0, 0, (byte)r.Length] : [0, (byte)r.Length]) : [];
        return
        [
            .. "8BPS"u8,
            0,
            (byte)(isBig ? 2 : 1),
            .. new byte[6],
            0,
            (byte)channels,
            0,
            0,
            0,
            Height,
            0,
            0,
            0,
            Width,
            0,
            (byte)bits,
            0,
            (byte)mode,
            .. Big(table.Length),
            .. table,
            // A resource that nobody reads, and no layers.
            0,
            0,
            0,
            14,
            .. "8BIM"u8,
            4,
            4,
            0,
            0,
            0,
            0,
            0,
            2,
            1,
            2,
            .. new byte[isBig ? 8 : 4],
            0,
            (byte)(isPacked ? 1 : 0),
            .. lengths,
            .. rows.SelectMany(r => r),
        ];

        byte[] Row(int channel, int y) =>
            mode switch
            {
                0 => Bits(true, 1, 1, (x, row) => Sample(kind, x, row, 0) == 0 ? 1 : 0)[(y * 2)..((y * 2) + 2)],
                2 => [.. Enumerable.Range(0, Width).Select(x => (byte)Colour(kind, x, y))],
                // Black is of black ink: what is left of the others is what the colour has.
                4 => [.. Enumerable.Range(0, Width).Select(x => channel == 3 ? (byte)255 : Sample(kind, x, y, channel))],
                _ => [.. Enumerable.Range(0, Width).SelectMany(x => Enumerable.Repeat(Sample(kind, x, y, channel), bits / 8))],
            };
    }

    private static byte[] Bmp(int bits, int compression, byte[] table, byte[] pixels, bool isTopDown = false)
    {
        var start = 14 + 40 + table.Length;
        var header = Header(bits, compression, isTopDown ? -Height : Height, compression == 3 ? 0 : table.Length / 4);
        return [.. "BM"u8, .. Little(start + pixels.Length), 0, 0, 0, 0, .. Little(start), .. header, .. table, .. pixels];
    }

    // Twice as high: behind the pixels comes the mask, which lets through nothing here.
    private static byte[] Dib(int bits, byte[] pixels, byte[] table) =>
        [.. Header(bits, 0, Height * 2, table.Length / 4), .. table, .. pixels, .. new byte[Height * 4]];

    private static byte[] Header(int bits, int compression, int height, int colours) =>
        [
            40,
            0,
            0,
            0,
            .. Little(Width),
            .. Little(height),
            1,
            0,
            (byte)bits,
            0,
            .. Little(compression),
            .. new byte[12],
            .. Little(colours),
            0,
            0,
            0,
            0,
        ];

    // A small red one first, which is not the largest.
    private static byte[] Icon(byte[] picture)
    {
        var small = Pictures.Solid(4, 4, [255, 0, 0]);
        return
        [
            .. (byte[])[0, 0, 1, 0, 2, 0],
            .. (byte[])[4, 4, 0, 0, 1, 0, 32, 0, .. Little(small.Length), .. Little(38)],
            .. (byte[])[Width, Height, 0, 0, 1, 0, 32, 0, .. Little(picture.Length), .. Little(38 + small.Length)],
            .. small,
            .. picture,
        ];
    }

    private static byte[] Tga(int kind, int bits, int flags) =>
        [0, 0, (byte)kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, Width, 0, Height, 0, (byte)bits, (byte)flags];

    // A run of two equal pixels where there is one, else packets of single ones; runs go on over the end of a row.
    private static byte[] Packets(bool isTopDown, Func<int, int, byte[]> pixel)
    {
        byte[][] pixels =
        [
            .. Enumerable
                .Range(0, Height)
                .Select(y => isTopDown ? y : Height - 1 - y)
                .SelectMany(y => Enumerable.Range(0, Width).Select(x => pixel(x, y))),
        ];
        var packets = new List<byte>();
        for (var i = 0; i < pixels.Length; )
        {
            if (i + 1 < pixels.Length && pixels[i].SequenceEqual(pixels[i + 1]))
            {
                packets.AddRange([0x81, .. pixels[i]]);
                i += 2;
            }
            else
            {
                packets.AddRange([0, .. pixels[i++]]);
            }
        }

        return [.. packets];
    }

    private static byte[] Rows(bool isTopDown, int padding, Func<int, int, byte[]> pixel) =>
        [
            .. Enumerable
                .Range(0, Height)
                .Select(y => isTopDown ? y : Height - 1 - y)
                .SelectMany(y => Padded([.. Enumerable.Range(0, Width).SelectMany(x => pixel(x, y))], padding)),
        ];

    private static byte[] Bits(bool isTopDown, int padding, int bits, Func<int, int, int> value) =>
        [
            .. Enumerable
                .Range(0, Height)
                .Select(y => isTopDown ? y : Height - 1 - y)
                .SelectMany(y =>
                {
                    var row = new byte[((Width * bits) + 7) / 8];
                    for (var x = 0; x < Width; x++)
                    {
                        row[x * bits / 8] |= (byte)(value(x, y) << (8 - bits - (x * bits % 8)));
                    }

                    return Padded(row, padding);
                }),
        ];

    private static byte[] Padded(byte[] row, int to) => [.. row, .. new byte[(to - (row.Length % to)) % to]];

    private static byte All(int bit) => bit != 0 ? (byte)255 : (byte)0;

    private static byte[] Little(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Big(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
