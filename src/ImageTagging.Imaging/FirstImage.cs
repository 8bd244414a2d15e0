using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>The first picture of a file that holds several: it alone counts, and the decoder gets no other.</summary>
/// <remarks>
/// libvips reads the headers of all before it shows the first: 46 MB of WebP with a million frames keep it busy for hours, and a GIF
/// of such frames takes ten times its bytes. What is no more than one picture, or odd, is left to the decoder as it is.
/// </remarks>
internal static class FirstImage
{
    public static ReadOnlyMemory<byte> Of(string type, ReadOnlyMemory<byte> content) =>
        type switch
        {
            "image/gif" => Gif(content),
            "image/webp" => WebP(content),
            "image/tiff" => Tiff(content),
            _ => content,
        };

    private static ReadOnlyMemory<byte> Gif(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.Length < 13)
        {
            return content;
        }

        for (var at = 13 + Colours(bytes[10]); at < bytes.Length; )
        {
            switch (bytes[at])
            {
                case 0x21:
                    at = Blocks(bytes, at + 2);
                    break;
                case 0x2C when at + 10 < bytes.Length:
                    var end = Blocks(bytes, at + 11 + Colours(bytes[at + 9]));
                    return end >= bytes.Length || bytes[end] == 0x3B ? content : (byte[])[.. bytes[..end], 0x3B];
                default:
                    return content;
            }
        }

        return content;
    }

    private static int Colours(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    // Behind a row of blocks, each with its length before it, up to an empty one.
    private static int Blocks(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && bytes[at] != 0)
        {
            at += 1 + bytes[at];
        }

        return at + 1;
    }

    private static ReadOnlyMemory<byte> WebP(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        var kept = new List<Range>();
        var (frames, others) = (0, 0);
        for (long at = 12; at + 8 <= bytes.Length; )
        {
            long length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[((int)at + 4)..]);
            var end = Math.Min(at + 8 + length + (length & 1), bytes.Length);
            var isFrame = bytes.Slice((int)at, 4).SequenceEqual("ANMF"u8);
            if (isFrame ? frames++ == 0 : others++ < 16)
            {
                kept.Add((int)at..(int)end);
            }

            at = end;
        }

        if (frames < 2 && others <= 16)
        {
            return content;
        }

        var first = new byte[12 + kept.Sum(k => k.End.Value - k.Start.Value)];
        bytes[..12].CopyTo(first);
        var to = 12;
        foreach (var range in kept)
        {
            var part = bytes[range];
            part.CopyTo(first.AsSpan(to));
            to += part.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(first.AsSpan(4), (uint)first.Length - 8);
        return first;
    }

    private static ReadOnlyMemory<byte> Tiff(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.Length < 16)
        {
            return content;
        }

        var isBig = bytes[0] == 'M';
        var isBigTiff = Number(bytes, 2, 2, isBig) == 43;
        var directory = isBigTiff ? Number(bytes, 8, 8, isBig) : Number(bytes, 4, 4, isBig);
        var (count, entry, offset) = isBigTiff ? (8, 20, 8) : (2, 12, 4);
        var entries = Number(bytes, directory, count, isBig);
        var next = directory + count + (Math.Min(entries, bytes.Length) * entry);
        if (Number(bytes, next, offset, isBig) == 0)
        {
            return content;
        }

        var first = bytes.ToArray();
        first.AsSpan((int)next, offset).Clear();
        return first;
    }

    // 0 where there is none, or one that no file in memory reaches.
    private static long Number(ReadOnlySpan<byte> bytes, long at, int length, bool isBig)
    {
        if (at < 0 || at > bytes.Length - length)
        {
            return 0;
        }

        ulong number = 0;
        for (var i = 0; i < length; i++)
        {
            number = (number << 8) | bytes[(int)at + (isBig ? i : length - 1 - i)];
        }

        return number > int.MaxValue ? 0 : (long)number;
    }
}
