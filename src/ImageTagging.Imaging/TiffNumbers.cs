using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>The numbers of a TIFF block; 0 wherever it ends before them.</summary>
internal readonly ref struct TiffNumbers(ReadOnlySpan<byte> block, bool isBig)
{
    /// <summary>The bytes of a directory's entry.</summary>
    public const int Entry = 12;

    private readonly ReadOnlySpan<byte> _block = block;

    public ushort Short(long at) =>
        at < 0 || at > _block.Length - 2 ? (ushort)0
        : isBig ? BinaryPrimitives.ReadUInt16BigEndian(_block[(int)at..])
        : BinaryPrimitives.ReadUInt16LittleEndian(_block[(int)at..]);

    public long Long(long at) =>
        at < 0 || at > _block.Length - 4 ? 0
        : isBig ? BinaryPrimitives.ReadUInt32BigEndian(_block[(int)at..])
        : BinaryPrimitives.ReadUInt32LittleEndian(_block[(int)at..]);

    /// <summary>The first value of an entry that holds short or long numbers.</summary>
    public long Value(long entry) => Short(entry + 2) == 3 && Long(entry + 4) <= 2 ? Short(entry + 8) : Long(entry + 8);
}
