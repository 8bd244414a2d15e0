namespace ImageTagging.Imaging;

/// <summary>A PBM, PGM or PPM, in text or in bytes, of up to 16 bits.</summary>
internal sealed class PnmImage : PlainImage
{
    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _kind;
    private readonly int _most = 1;
    private int _at = 2;

    public PnmImage(ReadOnlyMemory<byte> content)
    {
        _content = content;
        _kind = content.Span[1] - '0';
        var (width, height) = (Next(), Next());
        Sized(width, height);
        if (_kind is not (1 or 4))
        {
            _most = Next();
            if (_most is < 1 or > 65535)
            {
                throw Bad("its header says a depth that no picture has.");
            }
        }

        // One white space, and then the pixels.
        _at++;
    }

    protected override void Decode(PlainTiff to, VipsOperation.Running running)
    {
        var bytes = _content.Span;
        var samples = _kind is 3 or 6 ? 3 : 1;
        for (var y = 0; y < Height; y++)
        {
            running.ThrowIfEnded();
            var row = to.Row(y);
            for (var i = 0; i < Width * samples; i++)
            {
                var sample = (byte)((long)Math.Min(Sample(bytes, i), _most) * 255 / _most);
                if (samples == 3)
                {
                    row[i] = sample;
                }
                else
                {
                    row.Slice(i * 3, 3).Fill(sample);
                }
            }

            // Rows of bits end with their byte.
            _at += _kind == 4 ? (Width + 7) / 8 : 0;
        }
    }

    private int Sample(ReadOnlySpan<byte> bytes, int x)
    {
        switch (_kind)
        {
            case 1:
                Skip();
                return bytes[_at++] == '1' ? 0 : 1;
            case 2 or 3:
                return Next();
            case 4:
                return (bytes[_at + (x >> 3)] & (0x80 >> (x & 7))) != 0 ? 0 : 1;
            default:
                var high = bytes[_at++];
                return _most > 255 ? (high << 8) | bytes[_at++] : high;
        }
    }

    private int Next()
    {
        Skip();
        var bytes = _content.Span;
        var (start, number) = (_at, 0);
        for (; _at < bytes.Length && bytes[_at] is >= (byte)'0' and <= (byte)'9'; _at++)
        {
            number = number > 10_000_000 ? throw Bad("it holds a number that is too large.") : (number * 10) + bytes[_at] - '0';
        }

        return _at == start ? throw Bad("it is damaged or cut short.") : number;
    }

    private void Skip()
    {
        var bytes = _content.Span;
        while (_at < bytes.Length && (bytes[_at] is <= (byte)' ' or (byte)'#'))
        {
            if (bytes[_at] == '#')
            {
                var end = bytes[_at..].IndexOf((byte)'\n');
                _at = end < 0 ? bytes.Length : _at + end;
            }
            else
            {
                _at++;
            }
        }
    }
}
