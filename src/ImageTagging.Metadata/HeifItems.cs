using System.Buffers.Binary;

namespace ImageTagging.Metadata;

/// <summary>The EXIF and XMP items of an AVIF or HEIF file.</summary>
internal static class HeifItems
{
    private const int MostItems = 4096;

    public static List<(bool IsXmp, ReadOnlyMemory<byte> Data)> Read(ReadOnlyMemory<byte> file, CancellationToken ending)
    {
        var items = new List<(bool, ReadOnlyMemory<byte>)>();
        if (Box(file, "meta"u8, ending) is not { Length: > 4 } meta)
        {
            return items;
        }

        meta = meta[4..];
        var kinds = Kinds(Box(meta, "iinf"u8, ending) ?? default, ending);
        Locate(Box(meta, "iloc"u8, ending) ?? default, file, Box(meta, "idat"u8, ending) ?? default, kinds, items, ending);
        return items;
    }

    private static ReadOnlyMemory<byte>? Box(ReadOnlyMemory<byte> parent, ReadOnlySpan<byte> type, CancellationToken ending)
    {
        for (long at = 0; at + 8 <= parent.Length; )
        {
            ending.ThrowIfCancellationRequested();
            var (length, head) = Size(parent.Span[(int)at..]);
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

    // The length of a box with its head, and of its head.
    private static (long Length, int Head) Size(ReadOnlySpan<byte> box)
    {
        var length = (long)BinaryPrimitives.ReadUInt32BigEndian(box);
        return length switch
        {
            0 => (box.Length, 8),
            1 when box.Length >= 16 => ((long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(box[8..]), int.MaxValue), 16),
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
            var (length, head) = Size(infos.Span[(int)at..]);
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

    private static void Locate(
        ReadOnlyMemory<byte> places,
        ReadOnlyMemory<byte> file,
        ReadOnlyMemory<byte> inline,
        Dictionary<long, bool> kinds,
        List<(bool, ReadOnlyMemory<byte>)> items,
        CancellationToken ending
    )
    {
        if (places.Length < 8)
        {
            return;
        }

        var at = 4;
        var version = places.Span[0];
        var sizes = Next(places.Span, ref at, 2);
        var (offsetSize, lengthSize) = ((int)(sizes >> 12), (int)(sizes >> 8) & 15);
        var (baseSize, indexSize) = ((int)(sizes >> 4) & 15, version is 1 or 2 ? (int)sizes & 15 : 0);
        var count = Next(places.Span, ref at, version == 2 ? 4 : 2);
        for (long i = 0; i < Math.Min(count, MostItems) && at < places.Length; i++)
        {
            ending.ThrowIfCancellationRequested();
            var id = Next(places.Span, ref at, version == 2 ? 4 : 2);
            var method = version is 1 or 2 ? Next(places.Span, ref at, 2) & 15 : 0;
            _ = Next(places.Span, ref at, 2);
            var start = Next(places.Span, ref at, baseSize);
            var extents = Next(places.Span, ref at, 2);
            var source = method == 1 ? inline : file;
            using var data = new MemoryStream();
            for (long j = 0; j < extents && at < places.Length; j++)
            {
                _ = Next(places.Span, ref at, indexSize);
                var offset = start + Next(places.Span, ref at, offsetSize);
                var length = Next(places.Span, ref at, lengthSize);
                if (kinds.ContainsKey(id) && method < 2 && offset >= 0 && offset < source.Length && data.Length < 16 << 20)
                {
                    var left = source.Length - offset;
                    data.Write(source.Span.Slice((int)offset, (int)(length is 0 ? left : Math.Clamp(length, 0, left))));
                }
            }

            if (data.Length > 0)
            {
                items.Add((kinds[id], data.ToArray()));
            }
        }
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
