using System.Buffers.Binary;

namespace ImageTagging.Rekognition.Tests;

/// <summary>Pictures as far as a header goes, of any length: what limits are measured on.</summary>
internal static class Pictures
{
    public static byte[] Png(int width, int height, int length = 64)
    {
        var bytes = new byte[length];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13]).CopyTo(bytes);
        "IHDR"u8.CopyTo(bytes.AsSpan(12));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    public static byte[] Jpeg(int width, int height, int orientation = 1, bool littleEndian = true)
    {
        var tiff = new byte[8 + 2 + 12 + 4];
        (littleEndian ? "II*\0"u8 : "MM\0*"u8).CopyTo(tiff);
        Write32(tiff.AsSpan(4), 8, littleEndian);
        Write16(tiff.AsSpan(8), 1, littleEndian);
        Write16(tiff.AsSpan(10), 0x0112, littleEndian);
        Write16(tiff.AsSpan(12), 3, littleEndian);
        Write32(tiff.AsSpan(14), 1, littleEndian);
        Write16(tiff.AsSpan(18), orientation, littleEndian);
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        byte[] frame =
        [
            8,
            (byte)(height >> 8),
            (byte)height,
            (byte)(width >> 8),
            (byte)width,
            3,
            1,
            0x22,
            0,
            2,
            0x11,
            1,
            3,
            0x11,
            1,
        ];
        return
        [
            0xFF,
            0xD8,
            .. Segment(0xE0, "JFIF\0\x01\x01"u8.ToArray()),
            .. Segment(0xE1, exif),
            .. Segment(0xDB, new byte[65]),
            .. Segment(0xC4, new byte[20]),
            .. Segment(0xC2, frame),
            .. Segment(0xDA, new byte[10]),
            0xFF,
            0xD9,
        ];
    }

    private static byte[] Segment(byte marker, byte[] content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static void Write16(Span<byte> to, int value, bool little)
    {
        if (little)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)value);
        }
    }

    private static void Write32(Span<byte> to, int value, bool little)
    {
        if (little)
        {
            BinaryPrimitives.WriteInt32LittleEndian(to, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(to, value);
        }
    }
}
