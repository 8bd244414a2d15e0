using System.Buffers.Binary;
using System.Text;

namespace ImageTagging.Metadata;

/// <summary>The tags of a TIFF or BigTIFF block's directories: those of its pictures, not what hangs below them.</summary>
/// <param name="content">The block, or a file that is one.</param>
internal sealed class TiffTags(ImageContent content)
{
    private const int MostDirectories = 64;
    private const int MostEntries = 4096;
    private const int LongestFact = 64 << 10;

    // Where a directory is far away, its values are near it: behind it, or as some programs have it before.
    private const int Before = 64 << 10;
    private const int Behind = 192 << 10;

    private readonly bool _isBig = content.Head.Span is [(byte)'M', ..];

    public TiffTags(ReadOnlyMemory<byte> block)
        : this(new ImageContent(block)) { }

    /// <summary>Tells if the block begins so.</summary>
    public bool StartsWith(ReadOnlySpan<byte> mark) => content.Head.Span.StartsWith(mark);

    /// <summary>True if there are more directories, or more entries of one, than are read.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The tags with their values; whether a value is whole, or reaches over the end.</summary>
    public IEnumerable<(int Tag, ReadOnlyMemory<byte> Value, bool IsWhole)> Read(CancellationToken ending)
    {
        if (content.Head.Length < 8)
        {
            yield break;
        }

        var isBigTiff = Number(2, 2) == 43;
        var next = isBigTiff ? Number(8, 8) : Number(4, 4);
        var (entry, count, offset) = isBigTiff ? (20, 8, 8) : (12, 2, 4);
        for (var i = 0; i < MostDirectories && next > 0 && (i == 0 ? IsThere(next) : !content.Peek(next, 2).IsEmpty); i++)
        {
            var entries = Math.Min(Number(next, count), MostEntries);
            HasMore |= entries < Number(next, count) || i == MostDirectories - 1;
            for (long j = 0; j < entries; j++)
            {
                ending.ThrowIfCancellationRequested();
                var at = next + count + (j * entry);
                if (content.Peek(at, entry).Length < entry)
                {
                    break;
                }

                var tag = (int)Number(at, 2);
                var length = Size(Number(at + 2, 2)) * Number(at + 4, offset);
                var start = length <= offset ? at + 4 + offset : Number(at + 4 + offset, offset);
                if (length > 0)
                {
                    // Blocks of metadata in the first directory are worth another reading, pixels are not.
                    var isWanted = i == 0 && tag is 700 or 33723 or 34377 or 0x9C9E;
                    var value = isWanted ? content.Slice(start, length) : content.Peek(start, length);
                    yield return (tag, value, value.Length == length);
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
        if (content.Head.Length < 8)
        {
            return fields;
        }

        var isBigTiff = Number(2, 2) == 43;
        var (entry, count, offset) = isBigTiff ? (20, 8, 8) : (12, 2, 4);
        at =
            at > 0 ? at
            : isBigTiff ? Number(8, 8)
            : Number(4, 4);
        for (long j = 0; at > 0 && IsThere(at) && j < Math.Min(Number(at, count), MostEntries); j++)
        {
            var field = at + count + (j * entry);
            if (content.Peek(field, entry).Length < entry)
            {
                break;
            }

            var type = (int)Number(field + 2, 2);
            var length = Size(type) * Number(field + 4, offset);
            var start = length <= offset ? field + 4 + offset : Number(field + 4 + offset, offset);
            var tag = (int)Number(field, 2);
            if (length > 0 && start > 0 && content.Peek(start, length) is var value && value.Length == length)
            {
                fields.TryAdd(tag, new(type, value, _isBig));
            }
            else if (length is > 0 and <= LongestFact && IsFact(tag))
            {
                content.Miss(start, start + length);
            }
        }

        return fields;
    }

    public static string Utf16(ReadOnlySpan<byte> value) => Encoding.Unicode.GetString(value).TrimEnd('\0');

    // Not the places of strips and tiles, previews, colours and makers' notes.
    private static bool IsFact(int tag) => tag is not (273 or 279 or 324 or 325 or 330 or 513 or 514 or 34675 or 0x927C);

    private bool IsThere(long directory)
    {
        if (content.Peek(directory, 2).Length == 2)
        {
            return true;
        }

        content.Miss(Math.Max(content.Head.Length, directory - Before), directory + Behind);
        return false;
    }

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
        var span = content.Peek(at, bytes).Span;
        if (span.Length < bytes)
        {
            return 0;
        }

        var value = bytes switch
        {
            2 => _isBig ? BinaryPrimitives.ReadUInt16BigEndian(span) : BinaryPrimitives.ReadUInt16LittleEndian(span),
            4 => _isBig ? BinaryPrimitives.ReadUInt32BigEndian(span) : BinaryPrimitives.ReadUInt32LittleEndian(span),
            _ => _isBig ? BinaryPrimitives.ReadUInt64BigEndian(span) : BinaryPrimitives.ReadUInt64LittleEndian(span),
        };
        return value > uint.MaxValue ? 0 : (long)value;
    }
}
