using System.Buffers.Binary;

namespace ImageTagging.Imaging.Tests;

/// <summary>Files that hold very many tiny pictures.</summary>
internal static class Multitude
{
    public static byte[] Make(string kind, int count) =>
        kind switch
        {
            "gif" => Gif(count),
            "webp" => WebP(count),
            _ => Tiff(count),
        };

    private static byte[] Gif(int count)
    {
        using var first = new MemoryStream(Pictures.Solid(16, 16, [9, 9, 9], ".gif"));
        using var gif = new MemoryStream();
        // But its end, and then one pixel again and again.
        gif.Write(first.ToArray().AsSpan(0, (int)first.Length - 1));
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        for (var i = 0; i < count; i++)
        {
            gif.Write(frame);
        }

        gif.WriteByte(0x3B);
        return gif.ToArray();
    }

    private static byte[] WebP(int count)
    {
        var picture = Pictures.Solid(16, 16, [9, 9, 9], ".webp[lossless,keep=none]")[12..];
        byte[] frame = [0, 0, 0, 0, 0, 0, 15, 0, 0, 15, 0, 0, 16, 0, 0, 0, .. picture];
        using var webp = new MemoryStream();
        webp.Write("RIFF____WEBPVP8X"u8);
        webp.Write([10, 0, 0, 0, 2, 0, 0, 0, 15, 0, 0, 15, 0, 0]);
        webp.Write("ANIM"u8);
        webp.Write([6, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, frame.Length);
        for (var i = 0; i < count; i++)
        {
            webp.Write("ANMF"u8);
            webp.Write(length);
            webp.Write(frame);
        }

        var content = webp.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(4), content.Length - 8);
        return content;
    }

    private static byte[] Tiff(int count)
    {
        (short Tag, int Value)[] entries =
        [
            (256, 16),
            (257, 16),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, 8),
            (277, 1),
            (278, 16),
            (279, 256),
        ];
        using var tiff = new MemoryStream();
        var size = 2 + (entries.Length * 12) + 4;
        tiff.Write("II*\0"u8);
        tiff.Write(BitConverter.GetBytes(8 + 256));
        tiff.Write(new byte[256]);
        for (var i = 0; i < count; i++)
        {
            tiff.Write(BitConverter.GetBytes((short)entries.Length));
            foreach (var (tag, value) in entries)
            {
                tiff.Write([.. BitConverter.GetBytes(tag), 4, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(value)]);
            }

            tiff.Write(BitConverter.GetBytes(i == count - 1 ? 0 : 8 + 256 + (size * (i + 1))));
        }

        return tiff.ToArray();
    }
}
