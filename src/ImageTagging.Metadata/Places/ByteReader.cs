using System.Text;

namespace ImageTagging.Metadata.Places;

/// <summary>Reads numbers of seven bits a byte, and texts behind their length.</summary>
internal sealed class ByteReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    public int Number()
    {
        var span = bytes.Span;
        var (number, shift) = (0, 0);
        while (span[_at] >= 128)
        {
            number |= (span[_at++] & 127) << shift;
            shift += 7;
        }

        return number | (span[_at++] << shift);
    }

    public int Signed() => Number() is var number && (number & 1) == 0 ? number >> 1 : -(number >> 1) - 1;

    public ReadOnlyMemory<byte> Bytes(int count)
    {
        var part = bytes.Slice(_at, count);
        _at += count;
        return part;
    }

    public string Text() => Encoding.UTF8.GetString(Bytes(Number()).Span);
}
