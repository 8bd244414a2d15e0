using System.Buffers.Binary;

namespace ImageTagging.Rekognition.Tagging;

/// <summary>Type and upright size of a JPEG or PNG, from its first bytes; no codec needed.</summary>
internal static class ImageHeader
{
    public static ImageFacts? Read(ReadOnlySpan<byte> bytes) =>
        IsPng(bytes) ? ReadPng(bytes)
        : bytes is [0xFF, 0xD8, 0xFF, ..] ? ReadJpeg(bytes)
        : null;

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..];

    private static ImageFacts? ReadPng(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 24 || !bytes[12..16].SequenceEqual("IHDR"u8))
        {
            return null;
        }

        var width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        return width is 0 or > int.MaxValue || height is 0 or > int.MaxValue ? null : new("image/png", (int)width, (int)height);
    }

    private static ImageFacts? ReadJpeg(ReadOnlySpan<byte> bytes)
    {
        var turned = false;
        var at = 2;
        while (at + 4 <= bytes.Length)
        {
            if (bytes[at] != 0xFF)
            {
                return null;
            }

            var marker = bytes[at + 1];
            switch (marker)
            {
                case 0xFF:
                    at++;
                    continue;
                case 0x01 or (>= 0xD0 and <= 0xD8):
                    at += 2;
                    continue;
                case 0xD9 or 0xDA:
                    return null;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length)
            {
                return null;
            }

            var segment = bytes.Slice(at + 4, length - 2);
            // Every start of frame but the tables (DHT, JPG, DAC) that stand among them.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (segment.Length < 5)
                {
                    return null;
                }

                int height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
                int width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
                return width == 0 || height == 0 ? null
                    : turned ? new("image/jpeg", height, width)
                    : new("image/jpeg", width, height);
            }

            if (marker == 0xE1 && segment.StartsWith("Exif\0\0"u8))
            {
                turned = IsTurned(segment[6..]);
            }

            at += 2 + length;
        }

        return null;
    }

    // Orientations 5–8 lie on their side.
    private static bool IsTurned(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
        {
            return false;
        }

        var little = tiff[0] == (byte)'I';
        var at = UInt32(tiff[4..], little);
        if (at > tiff.Length - 2)
        {
            return false;
        }

        var entries = UInt16(tiff[(int)at..], little);
        for (var i = 0; i < entries; i++)
        {
            var entry = at + 2 + (12 * i);
            if (entry + 12 > tiff.Length)
            {
                return false;
            }

            var bytes = tiff.Slice((int)entry, 12);
            if (UInt16(bytes, little) == 0x0112)
            {
                return UInt16(bytes[8..], little) is >= 5 and <= 8;
            }
        }

        return false;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
