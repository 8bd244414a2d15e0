using System.Buffers;

namespace ImageTagging.Sqlite.Postings;

/// <summary>Whole numbers in one to ten bytes of seven bits, the lowest first.</summary>
internal static class VarInt
{
    public static void Write(ArrayBufferWriter<byte> to, ulong value)
    {
        var span = to.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        to.Advance(length);
    }

    /// <exception cref="InvalidDataException">The bytes end within the number.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var i = 0; i < from.Length && i < 10; i++)
        {
            value |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("A number was cut short.");
    }

    public static int ReadInt(ref ReadOnlySpan<byte> from) =>
        Read(ref from) is var value && value <= int.MaxValue
            ? (int)value
            : throw new InvalidDataException("A number is out of range.");
}
