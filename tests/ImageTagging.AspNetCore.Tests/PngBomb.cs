using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>A small file that is a huge picture.</summary>
internal static class PngBomb
{
    public static byte[] Make(int side)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            // One bit a pixel, and one byte for the row's filter.
            var row = new byte[1 + ((side + 7) / 8)];
            for (var y = 0; y < side; y++)
            {
                zlib.Write(row);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        header[8] = 1;
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);
        var number = new byte[4];
        foreach (var (type, content) in ((string, byte[])[])[("IHDR", header), ("IDAT", data.ToArray()), ("IEND", [])])
        {
            byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
            png.Write(number);
            png.Write(typed);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typed));
            png.Write(number);
        }

        return png.ToArray();
    }
}
