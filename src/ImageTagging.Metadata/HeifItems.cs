using System.Buffers.Binary;

namespace ImageTagging.Metadata;

/// <summary>The EXIF and XMP items of an AVIF or HEIF file.</summary>
internal static class HeifItems
{
    private const int MostItems = 4096;
    private const int MostExtents = 65_536;
    private const int MostBytes = 16 << 20;

    /// <summary>The items, and what was lost, or null.</summary>
    public static (List<(bool IsXmp, ReadOnlyMemory<byte> Data)> Items, string? Lost) Read(
        ImageContent file,
        CancellationToken ending
    )
    {
        var items = new List<(bool, ReadOnlyMemory<byte>)>();
        if (Box(file.Head, "meta"u8, ending) is not { Length: > 4 } meta)
        {
            return (items, null);
        }

        meta = meta[4..];
        var kinds = Kinds(Box(meta, "iinf"u8, ending) ?? default, ending);
        var (places, inline) = (Box(meta, "iloc"u8, ending) ?? default, new ImageContent(Box(meta, "idat"u8, ending) ?? default));
        return (items, Locate(places, file, inline, kinds, items, ending));
    }

    /// <summary>Each box with its type, four letters as one number.</summary>
    public static IEnumerable<(uint Type, ReadOnlyMemory<byte> Data)> Boxes(ReadOnlyMemory<byte> parent, CancellationToken ending)
    {
        for (long at = 0; at + 8 <= parent.Length; )
        {
            ending.ThrowIfCancellationRequested();
            var (length, head) = Size(parent.Span[(int)at..], parent.Length - at);
            length = Math.Min(length, parent.Length - at);
            if (length < head)
            {
                yield break;
            }

            yield return (
                BinaryPrimitives.ReadUInt32BigEndian(parent.Span[((int)at + 4)..]),
                parent.Slice((int)at + head, (int)length - head)
            );
            at += length;
        }
    }

    /// <summary>The first box of a type; null where there is none.</summary>
    public static ReadOnlyMemory<byte>? Box(ReadOnlyMemory<byte> parent, ReadOnlySpan<byte> type, CancellationToken ending)
    {
        for (long at = 0; at + 8 <= parent.Length; )
        {
            ending.ThrowIfCancellationRequested();
            var (length, head) = Size(parent.Span[(int)at..], parent.Length - at);
            length = Math.Min(length, parent.Length - at);
            if (length < head)
            {
                return null;
            }

            if (parent.Span.Slice((int)at + 4, 4).SequenceEqual(type))
            {
                return parent.Slice((int)at + head, (int)length - head);
            }

            at += length;
        }

        return null;
    }

    /// <summary>The length of a box with its head, and of its head.</summary>
    /// <param name="box">Its first bytes, 8 or more.</param>
    /// <param name="left">How much there is from its start on, which is the length of one that reaches to the end.</param>
    public static (long Length, int Head) Size(ReadOnlySpan<byte> box, long left)
    {
        var length = (long)BinaryPrimitives.ReadUInt32BigEndian(box);
        return length switch
        {
            0 => (left, 8),
            1 when box.Length >= 16 => ((long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(box[8..]), 1L << 50), 16),
            _ => (length, 8),
        };
    }

    private static Dictionary<long, bool> Kinds(ReadOnlyMemory<byte> infos, CancellationToken ending)
    {
        var kinds = new Dictionary<long, bool>();
        if (infos.Length < 8)
        {
            return kinds;
        }

        for (long at = infos.Span[0] == 0 ? 6 : 8; at + 8 <= infos.Length && kinds.Count < MostItems; )
        {
            ending.ThrowIfCancellationRequested();
            var (length, head) = Size(infos.Span[(int)at..], infos.Length - at);
            length = Math.Min(length, infos.Length - at);
            if (length < head)
            {
                break;
            }

            var info = infos.Span.Slice((int)at + head, (int)length - head);
            var wide = info.Length > 0 && info[0] == 3;
            var type = wide ? 10 : 8;
            if (info.Length >= type + 4 && info[0] is 2 or 3)
            {
                var id = wide ? BinaryPrimitives.ReadUInt32BigEndian(info[4..]) : BinaryPrimitives.ReadUInt16BigEndian(info[4..]);
                if (info.Slice(type, 4).SequenceEqual("Exif"u8))
                {
                    kinds[id] = false;
                }
                else if (info.Slice(type, 4).SequenceEqual("mime"u8) && info[type..].IndexOf("application/rdf+xml"u8) >= 0)
                {
                    kinds[id] = true;
                }
            }

            at += length;
        }

        return kinds;
    }

    private static string? Locate(
        ReadOnlyMemory<byte> places,
        ImageContent file,
        ImageContent inline,
        Dictionary<long, bool> kinds,
        List<(bool, ReadOnlyMemory<byte>)> items,
        CancellationToken ending
    )
    {
        if (places.Length < 8)
        {
            return null;
        }

        var at = 4;
        var version = places.Span[0];
        var sizes = Next(places.Span, ref at, 2);
        var (offsetSize, lengthSize) = ((int)(sizes >> 12), (int)(sizes >> 8) & 15);
        var (baseSize, indexSize) = ((int)(sizes >> 4) & 15, version is 1 or 2 ? (int)sizes & 15 : 0);
        var count = Next(places.Span, ref at, version == 2 ? 4 : 2);
        // Items may lie over each other, and be placed again and again.
        var (taken, read) = (0L, 0);
        string? lost = null;
        for (long i = 0; i < count && at < places.Length; i++)
        {
            var id = Next(places.Span, ref at, version == 2 ? 4 : 2);
            var method = version is 1 or 2 ? Next(places.Span, ref at, 2) & 15 : 0;
            _ = Next(places.Span, ref at, 2);
            var start = Next(places.Span, ref at, baseSize);
            var extents = Next(places.Span, ref at, 2);
            var source = method == 1 ? inline : file;
            var isWanted = kinds.ContainsKey(id) && method < 2;
            using var data = new MemoryStream();
            for (long j = 0; j < extents && at < places.Length; j++)
            {
                ending.ThrowIfCancellationRequested();
                if (read++ >= MostExtents || taken >= MostBytes)
                {
                    return "there is more metadata than is read";
                }

                _ = Next(places.Span, ref at, indexSize);
                var offset = start + Next(places.Span, ref at, offsetSize);
                var length = Next(places.Span, ref at, lengthSize);
                if (!isWanted)
                {
                    continue;
                }

                var most = MostBytes - taken;
                var part =
                    length is > 0 and <= MostBytes ? source.Slice(offset, length)
                    : length == 0 ? source.Peek(offset, most)
                    : source.Peek(offset, Math.Clamp(length, 0, most));
                if (length != 0 && part.Length < length)
                {
                    lost ??= "a block is cut short";
                }

                part = part[..(int)Math.Min(part.Length, most)];
                data.Write(part.Span);
                taken += part.Length;
            }

            if (data.Length > 0)
            {
                items.Add((kinds[id], data.ToArray()));
            }
        }

        return lost;
    }

    private static long Next(ReadOnlySpan<byte> bytes, ref int at, int size)
    {
        long value = 0;
        for (var i = 0; i < size; i++, at++)
        {
            value = (value << 8) | (at < bytes.Length ? bytes[at] : (byte)0);
        }

        return value;
    }
}
