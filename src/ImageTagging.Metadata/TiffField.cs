using System.Buffers.Binary;
using System.Text;

namespace ImageTagging.Metadata;

/// <summary>The value of a field, in the byte order of its block.</summary>
internal readonly record struct TiffField(int Type, ReadOnlyMemory<byte> Value, bool IsBig)
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A text; UTF-8 where it is valid, else as Windows writes it.</summary>
    public string? Text
    {
        get
        {
            var bytes = Value.Span;
            var end = bytes.IndexOf((byte)0);
            bytes = end < 0 ? bytes : bytes[..end];
            try
            {
                return FactText.Clean(s_strict.GetString(bytes));
            }
            catch (DecoderFallbackException)
            {
                return FactText.Clean(XmpKeywords.Windows.GetString(bytes));
            }
        }
    }

    /// <summary>The number at a place, of whatever type; null where there is none, or it is none.</summary>
    public double? Number(int index = 0)
    {
        var size = Type switch
        {
            1 or 6 or 7 => 1,
            3 or 8 => 2,
            4 or 9 or 13 => 4,
            5 or 10 => 8,
            _ => 0,
        };
        if (size == 0 || (index + 1) * size > Value.Length)
        {
            return null;
        }

        var bytes = Value.Span.Slice(index * size, size);
        switch (Type)
        {
            case 3:
                return Short(bytes);
            case 8:
                return (short)Short(bytes);
            case 4 or 13:
                return Long(bytes);
            case 9:
                return (int)Long(bytes);
            case 5 when Long(bytes[4..]) is var under and not 0:
                return (double)Long(bytes) / under;
            case 10 when Long(bytes[4..]) is var under and not 0:
                return (double)(int)Long(bytes) / (int)under;
            case 1 or 7:
                return bytes[0];
            case 6:
                return (sbyte)bytes[0];
            default:
                return null;
        }
    }

    private ushort Short(ReadOnlySpan<byte> bytes) =>
        IsBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint Long(ReadOnlySpan<byte> bytes) =>
        IsBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
