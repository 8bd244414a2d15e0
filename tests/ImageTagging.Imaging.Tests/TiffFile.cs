using System.Buffers.Binary;

namespace ImageTagging.Imaging.Tests;

/// <summary>A file laid out as a TIFF, put together from its end: what is pointed at comes before what points.</summary>
internal sealed class TiffFile
{
    private readonly List<byte> _bytes;
    private readonly bool _isBig;

    public TiffFile(string magic = "II*\0", int head = 8)
    {
        _isBig = magic[0] == 'M';
        _bytes = [.. magic.Select(c => (byte)c), .. new byte[head - 4]];
    }

    public uint Add(ReadOnlySpan<byte> bytes)
    {
        var at = (uint)_bytes.Count;
        _bytes.AddRange(bytes);
        _bytes.AddRange(new byte[bytes.Length & 1]);
        return at;
    }

    /// <summary>A directory of entries: a number is a long one, an array several, bytes are bytes, a text is one.</summary>
    public uint Directory(uint next, params (int Tag, object Value)[] entries)
    {
        var rows = entries
            .OrderBy(e => e.Tag)
            .Select(e =>
                e.Value switch
                {
                    uint number => (e.Tag, Type: 4, Count: 1u, Field: Long(number)),
                    (uint Over, uint Under)[] parts => (
                        e.Tag,
                        Type: 5,
                        Count: (uint)parts.Length,
                        Field: Long(Add([.. parts.SelectMany(p => Long(p.Over).Concat(Long(p.Under)))]))
                    ),
                    uint[] many => (e.Tag, Type: 4, Count: (uint)many.Length, Field: Long(Add([.. many.SelectMany(Long)]))),
                    string text => (
                        e.Tag,
                        Type: 2,
                        Count: (uint)text.Length + 1,
                        Field: Placed([.. text.Select(c => (byte)c), 0])
                    ),
                    byte[] bytes => (e.Tag, Type: 7, Count: (uint)bytes.Length, Field: Placed(bytes)),
                    (uint count, uint at) => (e.Tag, Type: 7, Count: count, Field: Long(at)),
                    _ => throw new ArgumentOutOfRangeException(nameof(entries)),
                }
            )
            .ToList();
        return Add([
            .. Short(rows.Count),
            .. rows.SelectMany(r => (byte[])[.. Short(r.Tag), .. Short(r.Type), .. Long(r.Count), .. r.Field]),
            .. Long(next),
        ]);
    }

    public byte[] End(uint first)
    {
        var bytes = _bytes.ToArray();
        Long(first).CopyTo(bytes, 4);
        return bytes;
    }

    // What is no longer than a number stands in its place.
    private byte[] Placed(byte[] bytes) => bytes.Length <= 4 ? [.. bytes, .. new byte[4 - bytes.Length]] : Long(Add(bytes));

    private byte[] Short(int value) => _isBig ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];

    private byte[] Long(uint value)
    {
        var bytes = new byte[4];
        if (_isBig)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        return bytes;
    }
}
