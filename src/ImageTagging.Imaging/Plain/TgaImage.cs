using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>A Targa file: with a table, in colours or grey, plain or in runs.</summary>
internal sealed class TgaImage : PlainImage
{
    private const int Header = 18;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _kind;
    private readonly int _bytesPerPixel;
    private readonly int _bits;
    private readonly int _firstColour;
    private readonly int _colourBits;
    private readonly int _tableAt;
    private readonly int _colours;
    private readonly int _pixels;

    public TgaImage(ReadOnlyMemory<byte> content)
    {
        _content = content;
        var bytes = content.Span;
        if (!Is(bytes))
        {
            throw Bad("its header is damaged.");
        }

        _kind = bytes[2];
        (_firstColour, _colours, _colourBits) = (Short(bytes, 3), bytes[1] == 0 ? 0 : Short(bytes, 5), bytes[7]);
        Sized(Short(bytes, 12), Short(bytes, 14));
        _bits = bytes[16];
        _bytesPerPixel = (_bits + 7) / 8;
        _tableAt = Header + bytes[0];
        _pixels = _tableAt + (_colours * ((_colourBits + 7) / 8));
        HasAlpha = (_kind & 3) == 1 ? _colourBits == 32 : _bits == 32 && (bytes[17] & 15) != 0;
    }

    /// <summary>Tells if these are a Targa file's first bytes: it has no signature, so that all of its header must fit.</summary>
    public static bool Is(ReadOnlySpan<byte> start) =>
        start.Length >= Header
        && (start[1], start[2], start[16]) switch
        {
            (1, 1 or 9, 8 or 16) => start[7] is 15 or 16 or 24 or 32 && Short(start, 5) > 0,
            (0, 2 or 10, 15 or 16 or 24 or 32) or (0, 3 or 11, 8) => start[3..8].IndexOfAnyExcept((byte)0) < 0,
            _ => false,
        }
        && Short(start, 12) > 0
        && Short(start, 14) > 0
        && (start[17] & 0xC0) == 0
        && (start[17] & 15) <= 8;

    protected override void Decode(PlainTiff to, VipsOperation.Running running)
    {
        var bytes = _content.Span;
        var (isTopDown, isMirrored) = ((bytes[17] & 0x20) != 0, (bytes[17] & 0x10) != 0);
        var at = _pixels;
        var (left, isRun) = (0, false);
        for (var line = 0; line < Height; line++)
        {
            running.ThrowIfEnded();
            var row = to.Row(isTopDown ? line : Height - 1 - line);
            for (var i = 0; i < Width; i++)
            {
                if (_kind >= 9 && left == 0)
                {
                    var packet = bytes[at++];
                    (left, isRun) = ((packet & 0x7F) + 1, packet >= 0x80);
                }

                Pixel(bytes.Slice(at, _bytesPerPixel), row, isMirrored ? Width - 1 - i : i);
                left--;
                // The one pixel of a run stands once.
                at += _kind >= 9 && isRun && left > 0 ? 0 : _bytesPerPixel;
            }
        }
    }

    private void Pixel(ReadOnlySpan<byte> from, Span<byte> row, int x)
    {
        var samples = HasAlpha ? 4 : 3;
        var pixel = row.Slice(x * samples, samples);
        switch (_kind & 3)
        {
            case 1:
                var index = (_bytesPerPixel == 1 ? from[0] : Short(from, 0)) - _firstColour;
                if (index < 0 || index >= _colours)
                {
                    throw Bad("a pixel has a colour that its table has not.");
                }

                var size = (_colourBits + 7) / 8;
                Colour(_content.Span.Slice(_tableAt + (index * size), size), _colourBits, pixel);
                break;
            case 3:
                pixel[..3].Fill(from[0]);
                break;
            default:
                Colour(from, _bits, pixel);
                break;
        }
    }

    private static void Colour(ReadOnlySpan<byte> from, int bits, Span<byte> pixel)
    {
        if (bits <= 16)
        {
            var value = Short(from, 0);
            (pixel[0], pixel[1], pixel[2]) = (Five(value >> 10), Five(value >> 5), Five(value));
            return;
        }

        (pixel[0], pixel[1], pixel[2]) = (from[2], from[1], from[0]);
        if (pixel.Length == 4)
        {
            pixel[3] = from[3];
        }
    }

    private static byte Five(int value) => (byte)((value & 31) * 255 / 31);

    private static ushort Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
