using System.Buffers.Binary;
using System.Text;

namespace ImageTagging.Imaging.Tests;

/// <summary>Colour profiles of a few hundred bytes, written field by field: what cameras and programs embed.</summary>
internal static class IccProfile
{
    /// <summary>Adobe RGB (1998): its primaries, adapted to D50, with gamma 2.2.</summary>
    public static byte[] AdobeRgb() =>
        Rgb([0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457], 2.19921875);

    /// <summary>Grey with a gamma of its own.</summary>
    public static byte[] Grey(double gamma) =>
        Profile("GRAY", ("wtpt", Xyz([0.9642, 1, 0.8249])), ("kTRC", Curve(gamma)), ("desc", Description()));

    private static byte[] Rgb(double[] red, double[] green, double[] blue, double gamma) =>
        Profile(
            "RGB ",
            ("wtpt", Xyz([0.9642, 1, 0.8249])),
            ("rXYZ", Xyz(red)),
            ("gXYZ", Xyz(green)),
            ("bXYZ", Xyz(blue)),
            ("rTRC", Curve(gamma)),
            ("gTRC", Curve(gamma)),
            ("bTRC", Curve(gamma)),
            ("desc", Description())
        );

    private static byte[] Profile(string space, params (string Name, byte[] Content)[] tags)
    {
        var table = new List<byte>(Number(tags.Length));
        var content = new List<byte>();
        foreach (var (name, value) in tags)
        {
            table.AddRange([.. Encoding.ASCII.GetBytes(name), .. Number(128 + 4 + (tags.Length * 12) + content.Count)]);
            table.AddRange(Number(value.Length));
            content.AddRange(value);
            content.AddRange(new byte[(4 - (value.Length % 4)) % 4]);
        }

        var header = new byte[128];
        Number(128 + table.Count + content.Count).CopyTo(header, 0);
        Number(0x02400000).CopyTo(header, 8);
        Encoding.ASCII.GetBytes("mntr" + space + "XYZ ").CopyTo(header, 12);
        Encoding.ASCII.GetBytes("acsp").CopyTo(header, 36);
        Xyz([0.9642, 1, 0.8249])[8..].CopyTo(header, 68);
        return [.. header, .. table, .. content];
    }

    private static byte[] Xyz(double[] values) =>
        [.. "XYZ \0\0\0\0"u8, .. values.SelectMany(v => Number((int)Math.Round(v * 65536)))];

    private static byte[] Curve(double gamma)
    {
        var fixedPoint = (int)Math.Round(gamma * 256);
        return [.. "curv\0\0\0\0\0\0\0\u0001"u8, (byte)(fixedPoint >> 8), (byte)fixedPoint];
    }

    private static byte[] Description() => [.. "desc\0\0\0\0\0\0\0\u0005test\0"u8, .. new byte[78]];

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
