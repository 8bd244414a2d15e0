using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>Pixels of 8 bits as a TIFF without compression, which libvips reads as any picture.</summary>
internal sealed class PlainTiff
{
    // A strip is what libvips reads at once.
    private const int RowsPerStrip = 16;

    private readonly int _row;
    private readonly int _pixels;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="hasAlpha">Whether a fourth sample is how opaque a pixel is.</param>
    /// <param name="profile">The ICC profile; empty for sRGB.</param>
    public PlainTiff(int width, int height, bool hasAlpha, byte[] profile)
    {
        var samples = hasAlpha ? 4 : 3;
        var strips = (height + RowsPerStrip - 1) / RowsPerStrip;
        _row = width * samples;
        var entries = new List<(ushort Tag, ushort Type, int Count, int Value)>
        {
            (256, 4, 1, width),
            (257, 4, 1, height),
            (258, 3, samples, 0),
            (259, 3, 1, 1),
            (262, 3, 1, 2),
            (273, 4, strips, 0),
            (277, 3, 1, samples),
            (278, 4, 1, RowsPerStrip),
            (279, 4, strips, 0),
        };
        if (hasAlpha)
        {
            entries.Add((338, 3, 1, 2));
        }

        if (profile.Length > 0)
        {
            entries.Add((34675, 7, profile.Length, 0));
        }

        var bits = 8 + 2 + (entries.Count * TiffNumbers.Entry) + 4;
        var offsets = bits + 8;
        var counts = offsets + (strips * 4);
        var icc = counts + (strips * 4);
        _pixels = icc + profile.Length;
        Bytes = new byte[_pixels + ((long)_row * height)];
        "II*\0"u8.CopyTo(Bytes);
        Write32(4, 8);
        Write16(8, (ushort)entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var (tag, type, count, value) = entries[i];
            var at = 10 + (i * TiffNumbers.Entry);
            Write16(at, tag);
            Write16(at + 2, type);
            Write32(at + 4, count);
            Write32(
                at + 8,
                tag switch
                {
                    258 => bits,
                    273 => strips == 1 ? _pixels : offsets,
                    279 => strips == 1 ? _row * height : counts,
                    34675 => icc,
                    _ => value,
                }
            );
        }

        for (var i = 0; i < samples; i++)
        {
            Write16(bits + (i * 2), 8);
        }

        for (var i = 0; i < strips; i++)
        {
            Write32(offsets + (i * 4), _pixels + (i * RowsPerStrip * _row));
            Write32(counts + (i * 4), Math.Min(RowsPerStrip, height - (i * RowsPerStrip)) * _row);
        }

        profile.CopyTo(Bytes, icc);
    }

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    /// <summary>A row's samples.</summary>
    public Span<byte> Row(int y) => Bytes.AsSpan(_pixels + (y * _row), _row);

    private void Write16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(at), value);

    private void Write32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(Bytes.AsSpan(at), value);
}
