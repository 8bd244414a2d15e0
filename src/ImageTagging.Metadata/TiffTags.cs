using System.Buffers.Binary;
using System.Text;

namespace ImageTagging.Metadata;

/// <summary>The tags of a TIFF or BigTIFF block's directories: those of its pictures, not what hangs below them.</summary>
internal sealed class TiffTags(ReadOnlyMemory<byte> block)
{
    private const int MostDirectories = 64;
    private const int MostEntries = 4096;

    private bool _isBig;

    /// <summary>True if there are more directories, or more entries of one, than are read.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The tags with their values; whether a value is whole, or reaches over the end.</summary>
    public IEnumerable<(int Tag, ReadOnlyMemory<byte> Value, bool IsWhole)> Read(CancellationToken ending)
    {
        if (block.Length < 8)
        {
            yield break;
        }

        _isBig = block.Span[0] == 'M';
        var isBigTiff = Number(2, 2) == 43;
        var next = isBigTiff ? Number(8, 8) : Number(4, 4);
        var (entry, count, offset) = isBigTiff ? (20, 8, 8) : (12, 2, 4);
        for (var i = 0; i < MostDirectories && next > 0 && next < block.Length; i++)
        {
            var entries = Math.Min(Number(next, count), MostEntries);
            HasMore |= entries < Number(next, count) || i == MostDirectories - 1;
            for (long j = 0; j < entries; j++)
            {
                ending.ThrowIfCancellationRequested();
                var at = next + count + (j * entry);
                if (at + entry > block.Length)
                {
                    break;
                }

                var length = Size(Number(at + 2, 2)) * Number(at + 4, offset);
                var start = length <= offset ? at + 4 + offset : Number(at + 4 + offset, offset);
                if (length > 0)
                {
                    start = Math.Clamp(start, 0, block.Length);
                    var there = (int)Math.Min(length, block.Length - start);
                    yield return ((int)Number(at, 2), block.Slice((int)start, there), there == length);
                }
            }

            next = Number(next + count + (entries * entry), offset);
        }
    }

    /// <summary>The fields of one directory by their tags: the first of each, whole ones alone.</summary>
    /// <param name="at">Where the directory begins; 0 for the first.</param>
    public Dictionary<int, TiffField> Directory(long at)
    {
        var fields = new Dictionary<int, TiffField>();
        if (block.Length < 8)
        {
            return fields;
        }

        _isBig = block.Span[0] == 'M';
        var isBigTiff = Number(2, 2) == 43;
        var (entry, count, offset) = isBigTiff ? (20, 8, 8) : (12, 2, 4);
        at =
            at > 0 ? at
            : isBigTiff ? Number(8, 8)
            : Number(4, 4);
        for (long j = 0; at > 0 && j < Math.Min(Number(at, count), MostEntries); j++)
        {
            var field = at + count + (j * entry);
            if (field + entry > block.Length)
            {
                break;
            }

            var type = (int)Number(field + 2, 2);
            var length = Size(type) * Number(field + 4, offset);
            var start = length <= offset ? field + 4 + offset : Number(field + 4 + offset, offset);
            if (length > 0 && start > 0 && start + length <= block.Length)
            {
                fields.TryAdd((int)Number(field, 2), new(type, block.Slice((int)start, (int)length), _isBig));
            }
        }

        return fields;
    }

    public static string Utf16(ReadOnlySpan<byte> value) => Encoding.Unicode.GetString(value).TrimEnd('\0');

    private static long Size(long type) =>
        type switch
        {
            1 or 2 or 6 or 7 => 1,
            3 or 8 => 2,
            4 or 9 or 11 or 13 => 4,
            5 or 10 or 12 or 16 or 17 or 18 => 8,
            _ => 0,
        };

    // 0 where the block ends before it; no number that matters is beyond 31 bits.
    private long Number(long at, int bytes)
    {
        if (at < 0 || at > block.Length - bytes)
        {
            return 0;
        }

        var span = block.Span.Slice((int)at, bytes);
        var value = bytes switch
        {
            2 => _isBig ? BinaryPrimitives.ReadUInt16BigEndian(span) : BinaryPrimitives.ReadUInt16LittleEndian(span),
            4 => _isBig ? BinaryPrimitives.ReadUInt32BigEndian(span) : BinaryPrimitives.ReadUInt32LittleEndian(span),
            _ => _isBig ? BinaryPrimitives.ReadUInt64BigEndian(span) : BinaryPrimitives.ReadUInt64LittleEndian(span),
        };
        return value > uint.MaxValue ? 0 : (long)value;
    }
}
