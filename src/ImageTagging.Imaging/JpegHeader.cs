using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>The header of a JPEG.</summary>
/// <param name="Pixels">Width times height.</param>
/// <param name="Orientation">The EXIF orientation; 0 where it has none.</param>
internal readonly record struct JpegHeader(long Pixels, int Orientation)
{
    private const int MostSegments = 1024;

    /// <summary>The header; null where the bytes are no JPEG of 8 bits with loss, which is the kind that previews are.</summary>
    public static JpegHeader? Of(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
        {
            return null;
        }

        var orientation = 0;
        var at = 2;
        for (var i = 0; i < MostSegments && at + 4 <= bytes.Length && bytes[at] == 0xFF; i++)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            var segment = bytes[(at + 4)..Math.Clamp(at + 2 + length, at + 4, bytes.Length)];
            switch (marker)
            {
                // Baseline, extended, progressive. Of the others (lossless, as sensors' data are kept) no viewer shows any.
                case 0xC0 or 0xC1 or 0xC2:
                    return segment.Length >= 5 && segment[0] == 8
                        ? new(
                            (long)BinaryPrimitives.ReadUInt16BigEndian(segment[1..])
                                * BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
                            orientation
                        )
                        : null;
                case 0xE1 when orientation == 0 && segment.StartsWith("Exif\0\0"u8):
                    orientation = OrientationOf(segment[6..]);
                    break;
                case 0xC4 or 0xDB or 0xDD or 0xFE or (>= 0xE0 and <= 0xEF):
                    break;
                default:
                    return null;
            }

            at += 2 + length;
        }

        return null;
    }

    /// <summary>The orientation that a TIFF block's first directory says; 0 where it says none.</summary>
    public static int OrientationOf(ReadOnlySpan<byte> block)
    {
        var numbers = new TiffNumbers(block, isBig: !block.IsEmpty && block[0] == 'M');
        var directory = numbers.Long(4);
        for (var i = 0; i < numbers.Short(directory); i++)
        {
            var entry = directory + 2 + (i * TiffNumbers.Entry);
            if (numbers.Short(entry) == 0x112)
            {
                return numbers.Value(entry) is >= 1 and <= 8 and var orientation ? (int)orientation : 0;
            }
        }

        return 0;
    }
}
