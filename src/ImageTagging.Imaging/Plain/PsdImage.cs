using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>A document of Photoshop, by the picture of all its layers together that it holds: bits, grey, table, RGB or CMYK, of 8 or 16 bits.</summary>
internal sealed class PsdImage : PlainImage
{
    private const int ProfileResource = 1039;
    private const int LongestProfile = 4 << 20;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly bool _isBig;
    private readonly int _channels;
    private readonly int _bits;
    private readonly int _mode;
    private readonly int _table;
    private readonly long _composite;

    public PsdImage(ReadOnlyMemory<byte> content)
    {
        _content = content;
        var bytes = content.Span;
        _isBig = Short(bytes, 4) == 2;
        _channels = Short(bytes, 12);
        Sized(Number(bytes, 18), Number(bytes, 14));
        (_bits, _mode) = (Short(bytes, 22), Short(bytes, 24));
        var needed = _mode switch
        {
            0 when _bits == 1 => 1,
            1 or 8 when _bits is 8 or 16 => 1,
            2 when _bits == 8 => 1,
            3 when _bits is 8 or 16 => 3,
            4 when _bits is 8 or 16 => 4,
            _ => throw Bad("its colours are of a kind that is not read; save it as PNG or JPEG."),
        };
        if (_channels < needed || _channels > 56)
        {
            throw Bad("its header is damaged.");
        }

        _table = 30;
        long at = 30 + Number(bytes, 26);
        ReadResources(bytes, at + 4, Number(bytes, at));
        at += 4 + Number(bytes, at);
        at += _isBig ? 8 + (((long)Number(bytes, at) << 32) | Number(bytes, at + 4)) : 4 + Number(bytes, at);
        _composite = at >= 0 && at + 2 <= bytes.Length ? at : throw Short();
    }

    protected override void Decode(PlainTiff to, VipsOperation.Running running)
    {
        var bytes = _content.Span;
        var kind = Short(bytes, _composite);
        if (kind > 1)
        {
            throw Bad("its compression is of a kind that is not read; save it as PNG or JPEG.");
        }

        var shown = _mode switch
        {
            3 => 3,
            4 => 4,
            _ => 1,
        };
        var line = _bits == 1 ? (Width + 7) / 8 : Width * (_bits / 8);
        // Packed rows are told by their lengths, all channels' before the first row.
        var entry = _isBig ? 4 : 2;
        var lengths = _composite + 2;
        var at = kind == 0 ? lengths : lengths + ((long)_channels * Height * entry);
        var unpacked = kind == 1 ? new byte[line] : [];
        for (var channel = 0; channel < shown; channel++)
        {
            for (var y = 0; y < Height; y++)
            {
                running.ThrowIfEnded();
                ReadOnlySpan<byte> row;
                if (kind == 0)
                {
                    row = Slice(bytes, at, line);
                    at += line;
                }
                else
                {
                    var length = lengths + ((((long)channel * Height) + y) * entry);
                    var packed = _isBig ? Number(bytes, length) : Short(bytes, length);
                    Unpack(Slice(bytes, at, packed), unpacked);
                    row = unpacked;
                    at += packed;
                }

                Put(row, channel, to.Row(y));
            }
        }
    }

    private void Put(ReadOnlySpan<byte> row, int channel, Span<byte> to)
    {
        var step = _bits == 16 ? 2 : 1;
        for (var x = 0; x < Width; x++)
        {
            var pixel = to.Slice(x * 3, 3);
            if (_bits == 1)
            {
                pixel.Fill((row[x >> 3] & (0x80 >> (x & 7))) != 0 ? (byte)0 : (byte)255);
                continue;
            }

            var sample = row[x * step];
            switch (_mode)
            {
                case 2:
                    for (var i = 0; i < 3; i++)
                    {
                        pixel[i] = _content.Span[_table + (i * 256) + sample];
                    }

                    break;
                case 3:
                    pixel[channel] = sample;
                    break;
                // Kept turned round: 255 is no ink.
                case 4 when channel < 3:
                    pixel[channel] = sample;
                    break;
                case 4:
                    for (var i = 0; i < 3; i++)
                    {
                        pixel[i] = (byte)(pixel[i] * sample / 255);
                    }

                    break;
                default:
                    pixel.Fill(sample);
                    break;
            }
        }
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<byte> row)
    {
        var (at, to) = (0, 0);
        while (to < row.Length && at < packed.Length)
        {
            var count = (sbyte)packed[at++];
            if (count >= 0)
            {
                packed.Slice(at, count + 1).CopyTo(row[to..]);
                (at, to) = (at + count + 1, to + count + 1);
            }
            else if (count != -128)
            {
                row.Slice(to, 1 - count).Fill(packed[at++]);
                to += 1 - count;
            }
        }

        if (to < row.Length)
        {
            throw Short();
        }
    }

    // An RGB picture's colours are those of its profile; of other modes it is no use here.
    private void ReadResources(ReadOnlySpan<byte> bytes, long at, long length)
    {
        var end = Math.Min(at + length, bytes.Length);
        while (_mode == 3 && at + 12 <= end && Number(bytes, at) == 0x3842494D)
        {
            var id = Short(bytes, at + 4);
            var name = 1 + bytes[(int)at + 6];
            at += 6 + name + (name & 1);
            var size = at + 4 <= end ? Number(bytes, at) : 0;
            if (id == ProfileResource && size is > 0 and <= LongestProfile && at + 4 + size <= end)
            {
                Profile = bytes.Slice((int)at + 4, (int)size).ToArray();
                return;
            }

            at += 4 + size + (size & 1);
        }
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, long at, long length) =>
        at + length <= bytes.Length ? bytes.Slice((int)at, (int)length) : throw Short();

    private static ushort Short(ReadOnlySpan<byte> bytes, long at) =>
        at >= 0 && at + 2 <= bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(int)at..]) : throw Short();

    private static uint Number(ReadOnlySpan<byte> bytes, long at) =>
        at >= 0 && at + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)at..]) : throw Short();
}
