using System.Buffers.Binary;
using System.Numerics;

namespace ImageTagging.Imaging;

/// <summary>A bitmap of Windows: 1 to 32 bits a pixel, with masks, or in runs of 4 or 8 bits; or that of an icon, with its mask behind it.</summary>
internal sealed class BmpImage : PlainImage
{
    private const int LongestTable = 256;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly bool _isIcon;
    private readonly bool _isTopDown;
    private readonly int _bits;
    private readonly int _runs;
    private readonly int _pixels;
    private readonly byte[] _table;
    private readonly uint[] _masks = [0x00FF0000, 0x0000FF00, 0x000000FF, 0];

    public BmpImage(ReadOnlyMemory<byte> content, bool isIcon)
    {
        (_content, _isIcon) = (content, isIcon);
        var bytes = content.Span;
        var at = isIcon ? 0 : 14;
        var header = (int)Number(bytes, at);
        var isOld = header == 12;
        if (!isOld && header is < 40 or > 256)
        {
            throw Bad("its header is of a kind that is not read.");
        }

        long width = isOld ? Short(bytes, at + 4) : (int)Number(bytes, at + 4);
        long height = isOld ? Short(bytes, at + 6) : (int)Number(bytes, at + 8);
        _isTopDown = height < 0;
        Sized(width, isIcon ? Math.Abs(height) / 2 : Math.Abs(height));
        _bits = Short(bytes, at + (isOld ? 10 : 14));
        var compression = isOld ? 0 : (int)Number(bytes, at + 16);
        if (
            _bits is not (1 or 2 or 4 or 8 or 16 or 24 or 32)
            || !(
                compression == 0
                || (compression is 3 or 6 && _bits is 16 or 32)
                || (compression == 1 && _bits == 8)
                || (compression == 2 && _bits == 4)
            )
        )
        {
            throw Bad("its compression is of a kind that is not read; save it as PNG.");
        }

        _runs = compression is 1 or 2 ? compression : 0;
        if (_bits == 16)
        {
            _masks = [0x7C00, 0x03E0, 0x001F, 0];
        }

        var after = at + header;
        if (compression is 3 or 6)
        {
            var hasAlpha = compression == 6 || header >= 56;
            for (var i = 0; i < (hasAlpha ? 4 : 3); i++)
            {
                _masks[i] = Number(bytes, at + 40 + (i * 4));
            }

            after = header >= 52 ? after : at + 40 + (hasAlpha ? 16 : 12);
        }
        else if (isIcon && _bits == 32)
        {
            _masks[3] = 0xFF000000;
        }

        var entry = isOld ? 3 : 4;
        var told = isOld || _bits > 8 ? 0 : (int)Math.Min(Number(bytes, at + 32), LongestTable);
        var colours =
            _bits > 8 ? 0
            : told == 0 ? 1 << _bits
            : told;
        _table = new byte[LongestTable * 3];
        for (var i = 0; i < colours && after + ((i + 1) * entry) <= bytes.Length; i++)
        {
            var colour = bytes.Slice(after + (i * entry), 3);
            (_table[i * 3], _table[(i * 3) + 1], _table[(i * 3) + 2]) = (colour[2], colour[1], colour[0]);
        }

        var behind = after + (colours * entry);
        var start = isIcon ? behind : (long)Number(bytes, 10);
        _pixels = start > bytes.Length ? throw Short() : (int)start;
        HasAlpha = isIcon || _masks[3] != 0;
    }

    protected override void Decode(PlainTiff to, VipsOperation.Running running)
    {
        if (_runs != 0)
        {
            Unpack(to, running);
            return;
        }

        var bytes = _content.Span[_pixels..];
        var stride = ((((long)Width * _bits) + 31) / 32) * 4;
        if (stride * Height > bytes.Length)
        {
            throw Short();
        }

        var shown = false;
        for (var y = 0; y < Height; y++)
        {
            running.ThrowIfEnded();
            shown |= Line(bytes.Slice((int)(y * stride), (int)stride), to.Row(_isTopDown ? y : Height - 1 - y));
        }

        if (!HasAlpha)
        {
            return;
        }

        // Many programs leave the fourth byte at nought: then it says nothing.
        if (!shown)
        {
            for (var y = 0; y < Height; y++)
            {
                var row = to.Row(y);
                for (var x = 3; x < row.Length; x += 4)
                {
                    row[x] = 255;
                }
            }
        }

        if (_isIcon && (_bits < 32 || !shown))
        {
            Mask(bytes[(int)(stride * Height)..], to);
        }
    }

    // A bit that is set lets through what is below.
    private void Mask(ReadOnlySpan<byte> mask, PlainTiff to)
    {
        var stride = ((Width + 31) / 32) * 4;
        for (var y = 0; y < Height && (y + 1L) * stride <= mask.Length; y++)
        {
            var line = mask.Slice(y * stride, stride);
            var row = to.Row(_isTopDown ? y : Height - 1 - y);
            for (var x = 0; x < Width; x++)
            {
                row[(x * 4) + 3] = (line[x >> 3] & (0x80 >> (x & 7))) != 0 ? (byte)0 : (byte)255;
            }
        }
    }

    // Whether any pixel is more than let through.
    private bool Line(ReadOnlySpan<byte> line, Span<byte> row)
    {
        var samples = HasAlpha ? 4 : 3;
        var shown = false;
        for (var x = 0; x < Width; x++)
        {
            var pixel = row.Slice(x * samples, samples);
            if (_bits <= 8)
            {
                var bit = x * _bits;
                Colour((line[bit >> 3] >> (8 - _bits - (bit & 7))) & ((1 << _bits) - 1), pixel);
            }
            else if (_bits == 24)
            {
                (pixel[0], pixel[1], pixel[2]) = (line[(x * 3) + 2], line[(x * 3) + 1], line[x * 3]);
            }
            else
            {
                var value = _bits == 16 ? Short(line, x * 2) : Number(line, x * 4);
                for (var i = 0; i < 3; i++)
                {
                    pixel[i] = Sample(value, _masks[i]);
                }
            }

            if (samples == 4)
            {
                pixel[3] =
                    _masks[3] != 0 && _bits >= 16
                        ? Sample(_bits == 16 ? Short(line, x * 2) : Number(line, x * 4), _masks[3])
                        : (byte)255;
                shown |= pixel[3] != 0;
            }
        }

        return shown;
    }

    private static byte Sample(uint value, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        var most = mask >> BitOperations.TrailingZeroCount(mask);
        var part = (value & mask) >> BitOperations.TrailingZeroCount(mask);
        return (byte)(most == 255 ? part : part * 255UL / most);
    }

    private void Colour(int index, Span<byte> pixel) => _table.AsSpan(index * 3, 3).CopyTo(pixel);

    private void Unpack(PlainTiff to, VipsOperation.Running running)
    {
        var bytes = _content.Span;
        var (x, y) = (0, 0);
        for (var y0 = 0; y0 < Height; y0++)
        {
            for (var x0 = 0; x0 < Width; x0++)
            {
                Colour(0, to.Row(y0)[(x0 * 3)..]);
            }
        }

        for (var at = _pixels; y < Height; )
        {
            running.ThrowIfEnded();
            if (at + 2 > bytes.Length)
            {
                throw Short();
            }

            int count = bytes[at],
                value = bytes[at + 1];
            at += 2;
            if (count > 0)
            {
                for (var i = 0; i < count; i++)
                {
                    Put(
                        _runs == 1 ? value
                        : (i & 1) == 0 ? value >> 4
                        : value & 15
                    );
                }
            }
            else if (value == 0)
            {
                (x, y) = (0, y + 1);
            }
            else if (value == 1)
            {
                return;
            }
            else if (value == 2)
            {
                (x, y) = (x + bytes[at], y + bytes[at + 1]);
                at += 2;
            }
            else
            {
                for (var i = 0; i < value; i++)
                {
                    Put(_runs == 1 ? bytes[at + i] : (bytes[at + (i / 2)] >> ((i & 1) == 0 ? 4 : 0)) & 15);
                }

                // Padded to two bytes.
                at += _runs == 1 ? (value + 1) & ~1 : (((value + 1) / 2) + 1) & ~1;
            }
        }

        void Put(int index)
        {
            if (x < Width && y < Height)
            {
                Colour(index, to.Row(_isTopDown ? y : Height - 1 - y)[(x * 3)..]);
            }

            x++;
        }
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
