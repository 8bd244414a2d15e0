using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace ImageTagging.TestSupport;

/// <summary>A small file that is a huge picture: all pixels are the same, so they compress a thousandfold.</summary>
public static class PngBomb
{
    /// <summary>A square of one bit a pixel, row by row.</summary>
    public static byte[] Make(int side) => Make(side, bits: 1, channels: 1, [side], header => header[8] = 1);

    /// <summary>A square of 16 bits a channel with transparency, in seven passes: nothing of it is whole before the last.</summary>
    public static byte[] MakeInterlaced(int side)
    {
        // The rows and columns at which each pass of Adam7 begins, and its steps.
        (int Row, int Column, int Down, int Across)[] passes =
        [
            (0, 0, 8, 8),
            (0, 4, 8, 8),
            (4, 0, 8, 4),
            (0, 2, 4, 4),
            (2, 0, 4, 2),
            (0, 1, 2, 2),
            (1, 0, 2, 1),
        ];
        var rows = passes.SelectMany(p => Enumerable.Repeat(Steps(side, p.Column, p.Across), Steps(side, p.Row, p.Down)));
        return Make(side, bits: 16, channels: 4, [.. rows], header => (header[8], header[9], header[12]) = (16, 6, 1));
    }

    private static int Steps(int side, int from, int step) => (side - from + step - 1) / step;

    // The widths of the rows; one stands for a square.
    private static byte[] Make(int side, int bits, int channels, int[] widths, Action<byte[]> describe)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            // The pixels, and one byte for the row's filter.
            var row = new byte[1 + (((side * bits * channels) + 7) / 8)];
            foreach (var width in widths.Length == 1 ? Enumerable.Repeat(side, side) : widths)
            {
                zlib.Write(row, 0, 1 + (((width * bits * channels) + 7) / 8));
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        describe(header);
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);
        Chunk(png, "IHDR", header);
        Chunk(png, "IDAT", data.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(Stream to, string type, byte[] data)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        to.Write(number);
        to.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typed));
        to.Write(number);
    }
}
