using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ImageTagging.Metadata;

/// <summary>Where a picture keeps its metadata: the blocks of XMP, IPTC and EXIF, whatever the format. Bounded, in one pass.</summary>
internal sealed class MetadataBlocks
{
    private const int MostInflated = 16 << 20;
    private const int MostParts = 64;
    private const int MostSteps = 500_000;
    private const int MostLevels = 4;
    private const int LongestWindows = 64 << 10;
    private const long MostScanned = 64 << 20;

    private static readonly byte[][] s_canon =
    [
        [.. "CMT1"u8],
        [.. "CMT2"u8],
        [.. "CMT4"u8],
    ];
    private static readonly SearchValues<byte> s_letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8
    );
    private static readonly byte[] s_iptc = Convert.FromHexString("33c7a4d2b81d4723a0baf1a3e097ad38");
    private static readonly byte[] s_xmp = Convert.FromHexString("be7acfcb97a942e89c71999491e3afac");

    private readonly CancellationToken _ending;
    private readonly List<ReadOnlyMemory<byte>> _photoshop = [];

    // By the hash that the packet names, the parts by their offsets; and how long the whole says that it is.
    private readonly Dictionary<string, (long Length, SortedDictionary<uint, ReadOnlyMemory<byte>> Parts)> _extensions = new(
        StringComparer.Ordinal
    );
    private readonly byte[] _buffer = new byte[16 << 10];
    private long _inflated;
    private long _scanned;
    private long _bytes;
    private int _steps;
    private int _levels;

    private MetadataBlocks(CancellationToken ending) => _ending = ending;

    public List<ReadOnlyMemory<byte>> Xmp { get; } = [];

    public List<ReadOnlyMemory<byte>> Iptc { get; } = [];

    /// <summary>Blocks with a TIFF header: what cameras write.</summary>
    public List<TiffTags> Exif { get; } = [];

    /// <summary>The facts that a video tells of itself; empty where it is none.</summary>
    public ReadOnlyMemory<byte> Movie { get; private set; }

    /// <summary>Keywords as Windows's Explorer writes them, in one text.</summary>
    public List<string> Windows { get; } = [];

    /// <summary>The parts that could not be read, in words; null where all could.</summary>
    public string? Lost { get; set; }

    /// <exception cref="UnreadableMetadataException">The content is no picture, or cut short before its pixels.</exception>
    public static MetadataBlocks Read(ImageContent picture, CancellationToken ending, bool isWhole = true)
    {
        var parts = new MetadataBlocks(ending);
        var content = picture.Head;
        switch (content.Span)
        {
            case []:
                throw new UnreadableMetadataException(ErrorCodes.Empty, "The file is empty.");
            case [0xFF, 0xD8, ..]:
                parts.Jpeg(content, isWhole);
                break;
            case [0x89, (byte)'P', (byte)'N', (byte)'G', ..]:
                parts.Png(picture, isWhole);
                break;
            case [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..]:
                parts.WebP(picture);
                break;
            case [(byte)'I', (byte)'I', _, _, ..]
            or [(byte)'M', (byte)'M', 0, _, ..]
            or [(byte)'M', (byte)'M', (byte)'O' or (byte)'S', (byte)'R', ..]:
                parts.Tiff(new TiffTags(picture));
                break;
            case [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..]:
                parts.Gif(content);
                break;
            case [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..]:
                parts.Psd(content);
                break;
            case [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'c', (byte)'r', (byte)'x', (byte)' ', ..]:
                parts.Canon(content);
                break;
            case [(byte)'F', (byte)'U', (byte)'J', (byte)'I', (byte)'F', (byte)'I', (byte)'L', (byte)'M', ..]:
                parts.Fuji(content);
                break;
            case [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..]:
                parts.Heif(picture);
                parts.Boxes(picture);
                break;
            case [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..]
            or [0, 0, 0, 12, (byte)'j', (byte)'P', ..]
            or [_, _, _, _, (byte)'m', (byte)'o', (byte)'o', (byte)'v', ..]
            or [_, _, _, _, (byte)'m', (byte)'d', (byte)'a', (byte)'t', ..]
            or [_, _, _, _, (byte)'w', (byte)'i', (byte)'d', (byte)'e', ..]:
                parts.Boxes(picture);
                break;
            default:
                if (PlainKinds.Has(content.Span))
                {
                    break;
                }

                throw new UnreadableMetadataException("NotAPicture", "The content is no picture whose metadata can be read.");
        }

        parts.Join();
        return parts;
    }

    private static uint Big32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);

    // Blocks may be named again and again, and lie over each other: what is read of all together is bounded.
    private void Add(List<ReadOnlyMemory<byte>> to, ReadOnlyMemory<byte> part)
    {
        var left = (int)Math.Min(part.Length, MostInflated - _bytes);
        if (to.Count >= MostParts || left < part.Length)
        {
            Lost ??= "there is more metadata than is read";
        }

        if (to.Count < MostParts && left > 0)
        {
            to.Add(part[..left]);
            _bytes += left;
        }
    }

    // Blocks lead to blocks, which may lead to themselves.
    private bool MayGoOn()
    {
        _ending.ThrowIfCancellationRequested();
        if (_steps++ < MostSteps)
        {
            return true;
        }

        Lost ??= "there is more metadata than is read";
        return false;
    }

    private void Jpeg(ReadOnlyMemory<byte> content, bool isWhole)
    {
        var bytes = content.Span;
        var hasFrame = false;
        for (var at = 2; at + 4 <= bytes.Length; )
        {
            _ending.ThrowIfCancellationRequested();
            if (bytes[at] != 0xFF)
            {
                at++;
                continue;
            }

            var marker = bytes[at + 1];
            if (marker is 0xFF or 0 or 1 or (>= 0xD0 and <= 0xD8))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            if (marker is 0xDA or 0xD9)
            {
                break;
            }

            var length = (bytes[at + 2] << 8) | bytes[at + 3];
            if (length < 2 || at + 2 + length > bytes.Length)
            {
                Lost ??= "a segment is cut short";
                break;
            }

            hasFrame |= marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            Segment(marker, content.Slice(at + 4, length - 2));
            at += 2 + length;
        }

        if (!hasFrame && isWhole)
        {
            throw new UnreadableMetadataException("MetadataUnreadable", "The picture is cut short before its pixels begin.");
        }
    }

    private void Segment(byte marker, ReadOnlyMemory<byte> data)
    {
        var bytes = data.Span;
        if (marker == 0xED && bytes.StartsWith("Photoshop 3.0\0"u8))
        {
            Add(_photoshop, data[14..]);
        }
        else if (marker == 0xE1 && bytes.StartsWith("Exif\0"u8) && bytes.Length > 6)
        {
            Tiff(data[6..]);
        }
        else if (marker == 0xE1 && bytes.StartsWith("http://ns.adobe.com/xap/1.0/\0"u8))
        {
            Add(Xmp, data[29..]);
        }
        else if (marker == 0xE1 && bytes.StartsWith("http://ns.adobe.com/xmp/extension/\0"u8) && bytes.Length > 75)
        {
            // A hash of 32, the whole length, the part's offset.
            var hash = Encoding.Latin1.GetString(bytes[35..67]);
            if (!_extensions.TryGetValue(hash, out var extension) && _extensions.Count < MostParts)
            {
                _extensions[hash] = extension = (Big32(bytes[67..]), []);
            }

            extension.Parts?.TryAdd(Big32(bytes[71..]), data[75..]);
        }
    }

    // What was cut over several segments, joined.
    private void Join()
    {
        if (_photoshop.Count > 0)
        {
            // What stands here counts before what stands in the EXIF block, wherever that comes.
            var others = Iptc.ToArray();
            Iptc.Clear();
            Photoshop(Concatenate(_photoshop));
            Iptc.AddRange(others);
        }

        // Programs leave extensions of former packets behind: those that the packet does not name are none of this picture's.
        var packet = Xmp.Count > 0 ? Xmp[0] : default;
        foreach (var (hash, (length, parts)) in _extensions)
        {
            if (packet.Span.IndexOf(Encoding.Latin1.GetBytes(hash)) < 0)
            {
                Lost ??= "an extension of the XMP belongs to no packet";
                continue;
            }

            var whole = Concatenate(parts.Values);
            if (whole.Length != length)
            {
                Lost ??= "a part of the extended XMP is missing";
            }

            Add(Xmp, whole);
        }
    }

    private static byte[] Concatenate(IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        using var all = new MemoryStream();
        foreach (var part in parts)
        {
            all.Write(part.Span);
        }

        return all.ToArray();
    }

    private void Photoshop(ReadOnlyMemory<byte> content)
    {
        // Fields may name the same bytes thousands of times.
        _scanned += content.Length;
        if (_scanned > MostScanned)
        {
            Lost ??= "there is more metadata than is read";
            return;
        }

        var bytes = content.Span;
        for (var at = 0; at + 12 <= bytes.Length && MayGoOn(); )
        {
            if (!bytes[at..].StartsWith("8BIM"u8))
            {
                var next = bytes[at..].IndexOf("8BIM"u8);
                if (next < 0)
                {
                    return;
                }

                at += next;
                continue;
            }

            var id = (bytes[at + 4] << 8) | bytes[at + 5];
            var start = at + 6 + ((bytes[at + 6] + 2) & ~1);
            if (start + 4 > bytes.Length)
            {
                return;
            }

            long length = Big32(bytes[start..]);
            start += 4;
            if (length > bytes.Length - start && id is 0x0404 or 0x0424 or 0x0422)
            {
                Lost ??= "a block is cut short";
            }

            var data = content.Slice(start, (int)Math.Min(length, bytes.Length - start));
            switch (id)
            {
                case 0x0404:
                    Add(Iptc, data);
                    break;
                case 0x0424:
                    Add(Xmp, data);
                    break;
                case 0x0422:
                    Tiff(data);
                    break;
            }

            at = (int)Math.Min(int.MaxValue - 64, start + length + (length & 1));
        }
    }

    private void Psd(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.Length < 34)
        {
            return;
        }

        var at = 30L + Big32(bytes[26..]);
        if (at + 4 <= bytes.Length)
        {
            var length = Big32(bytes[(int)at..]);
            Photoshop(content.Slice((int)at + 4, (int)Math.Min(length, bytes.Length - at - 4)));
        }
    }

    private void Png(ImageContent picture, bool isWhole)
    {
        var end = Chunks(picture.Head, 8, isWhole);
        if (end > picture.Head.Length && Xmp.Count + Exif.Count == 0)
        {
            if (picture.Part.IsEmpty)
            {
                // Programs that add to a picture do so behind the pixels, of whose chunks only the next can be found.
                picture.MissesEnd = true;
            }

            Chunks(picture.Part, FirstChunk(picture.Part.Span), isWhole: true);
        }
    }

    // Where chunks begin that end as a picture does; the end where there are none.
    private int FirstChunk(ReadOnlySpan<byte> part)
    {
        for (var first = 0; first + 12 <= part.Length && MayGoOn(); first++)
        {
            long at = first;
            while (at + 12 <= part.Length && part[(int)at] < 0x80 && !part.Slice((int)at + 4, 4).ContainsAnyExcept(s_letters))
            {
                at += 12L + Big32(part[(int)at..]);
            }

            if (at == part.Length && part[^8..^4].SequenceEqual("IEND"u8))
            {
                return first;
            }
        }

        return part.Length;
    }

    // Returns where the next chunk would be.
    private long Chunks(ReadOnlyMemory<byte> content, long at, bool isWhole)
    {
        var bytes = content.Span;
        while (at + 12 <= bytes.Length)
        {
            _ending.ThrowIfCancellationRequested();
            var length = Big32(bytes[(int)at..]);
            var type = bytes.Slice((int)at + 4, 4);
            var data = content.Slice((int)at + 8, (int)Math.Min(length, bytes.Length - at - 8));
            if (length > bytes.Length - at - 12 && isWhole)
            {
                Lost ??= "a chunk is cut short";
            }

            if (type.SequenceEqual("eXIf"u8))
            {
                Tiff(data);
            }
            else if (type.SequenceEqual("iTXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("tEXt"u8))
            {
                PngText(type[0], data);
            }

            at += 12 + (long)length;
        }

        return at;
    }

    private void PngText(byte kind, ReadOnlyMemory<byte> data)
    {
        var end = data.Span[..Math.Min(80, data.Length)].IndexOf((byte)0);
        if (end < 0)
        {
            return;
        }

        var keyword = Encoding.Latin1.GetString(data.Span[..end]);
        if (keyword != "XML:com.adobe.xmp" && !keyword.StartsWith("Raw profile type ", StringComparison.Ordinal))
        {
            return;
        }

        var text = data[(end + 1)..];
        var isCompressed = kind == 'z';
        if (kind == 'z')
        {
            text = text[Math.Min(1, text.Length)..];
        }
        else if (kind == 'i')
        {
            isCompressed = text.Length > 0 && text.Span[0] == 1;
            text = text[Math.Min(2, text.Length)..];
            for (var i = 0; i < 2; i++)
            {
                var zero = text.Span.IndexOf((byte)0);
                text = zero < 0 ? default : text[(zero + 1)..];
            }
        }

        text = isCompressed ? Inflate(text) : text;
        if (keyword == "XML:com.adobe.xmp")
        {
            Add(Xmp, text);
            return;
        }

        Profile(keyword["Raw profile type ".Length..].ToUpperInvariant(), Hex(text.Span));
    }

    private void Profile(string name, ReadOnlyMemory<byte> data)
    {
        var bytes = data.Span;
        if (bytes.StartsWith("Exif\0\0"u8))
        {
            Tiff(data[6..]);
        }
        else if (bytes.StartsWith("http://ns.adobe.com/xap/1.0/\0"u8))
        {
            Add(Xmp, data[29..]);
        }
        else if (bytes.StartsWith("Photoshop 3.0\0"u8))
        {
            Photoshop(data[14..]);
        }
        else if (bytes.StartsWith("8BIM"u8))
        {
            Photoshop(data);
        }
        else if (name == "XMP")
        {
            Add(Xmp, data);
        }
        else if (name == "IPTC")
        {
            Add(Iptc, data);
        }
        else if (name is "EXIF" or "APP1")
        {
            Tiff(data);
        }
    }

    // A line with the name, one with the length, then digits over many lines.
    private byte[] Hex(ReadOnlySpan<byte> text)
    {
        var length = default(ReadOnlySpan<byte>);
        var start = 0;
        while (start < text.Length && text[start] is (byte)'\n' or (byte)'\r' or (byte)' ')
        {
            start++;
        }

        for (var lines = 0; lines < 2; lines++)
        {
            var end = text[start..].IndexOf((byte)'\n');
            if (end < 0)
            {
                Lost ??= "a profile is cut short";
                return [];
            }

            length = text.Slice(start, end).Trim(" \r"u8);
            start += end + 1;
        }

        var bytes = new byte[(text.Length - start) / 2];
        var digits = 0;
        foreach (var c in text[start..])
        {
            if (char.IsAsciiHexDigit((char)c))
            {
                bytes[digits / 2] = (byte)((bytes[digits / 2] << 4) | ((c & 0xF) + (c > '9' ? 9 : 0)));
                digits++;
            }
        }

        if (System.Buffers.Text.Utf8Parser.TryParse(length, out int declared, out _) && declared > digits / 2)
        {
            Lost ??= "a profile is cut short";
        }

        return bytes[..(digits / 2)];
    }

    private byte[] Inflate(ReadOnlyMemory<byte> zlib)
    {
        if (_inflated > MostInflated)
        {
            return [];
        }

        using var output = new MemoryStream();
        try
        {
            using var input = new ZLibStream(new MemoryStream(zlib.ToArray()), CompressionMode.Decompress);
            for (int read; (read = input.Read(_buffer)) > 0; )
            {
                _ending.ThrowIfCancellationRequested();
                _inflated += read;
                if (_inflated > MostInflated)
                {
                    Lost ??= "compressed text is too long";
                    break;
                }

                output.Write(_buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            Lost ??= "compressed text is damaged";
        }

        return output.ToArray();
    }

    private void WebP(ImageContent picture)
    {
        var isTold = false;
        for (long at = 12; MayGoOn(); )
        {
            var head = picture.Peek(at, 9).Span;
            if (head.Length < 8)
            {
                if (isTold && at > picture.Head.Length)
                {
                    picture.Miss(at, long.MaxValue);
                }

                return;
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (head.StartsWith("VP8X"u8))
            {
                // Whether metadata follow the pixels.
                isTold = head.Length > 8 && (head[8] & 0x0C) != 0;
            }
            else if (head.StartsWith("XMP "u8))
            {
                Add(Xmp, Data(at, length));
            }
            else if (head.StartsWith("EXIF"u8))
            {
                var data = Data(at, length);
                Tiff(data.Span.StartsWith("Exif\0\0"u8) ? data[6..] : data);
            }

            at += 8 + length + (length & 1);
        }

        ReadOnlyMemory<byte> Data(long at, uint length)
        {
            var data = picture.Slice(at + 8, length);
            if (data.Length < length)
            {
                Lost ??= "a chunk is cut short";
            }

            return data;
        }
    }

    private void Gif(ReadOnlyMemory<byte> content)
    {
        var start = content.Span.IndexOf("XMP DataXMP"u8);
        if (start >= 0)
        {
            var packet = content[(start + 11)..];
            // Raw behind its mark, up to a trailer of bytes that count down.
            var end = packet.Span.IndexOf((ReadOnlySpan<byte>)[1, 0xFF, 0xFE, 0xFD]);
            Add(Xmp, end < 0 ? packet : packet[..end]);
        }
    }

    private void Tiff(ReadOnlyMemory<byte> block) => Tiff(new TiffTags(block));

    private void Tiff(TiffTags tiff)
    {
        if (_levels >= MostLevels)
        {
            Lost ??= "blocks of metadata are nested too deeply";
            return;
        }

        if (_levels++ == 0 && Exif.Count < MostLevels)
        {
            Exif.Add(tiff);
        }

        foreach (var (tag, value, isWhole) in tiff.Read(_ending))
        {
            if (!MayGoOn())
            {
                break;
            }

            if (!isWhole && tag is 0x9C9E or 700 or 33723 or 34377)
            {
                Lost ??= "a field is cut short";
            }

            switch (tag)
            {
                case 0x9C9E when Windows.Count < MostParts && value.Length <= LongestWindows:
                    Windows.Add(TiffTags.Utf16(value.Span));
                    break;
                case 0x9C9E:
                    Lost ??= "there is more metadata than is read";
                    break;
                case 700:
                    Add(Xmp, value);
                    break;
                case 33723:
                    Add(Iptc, value);
                    break;
                case 34377:
                    Photoshop(value);
                    break;
            }
        }

        if (tiff.HasMore)
        {
            Lost ??= "there is more metadata than is read";
        }

        _levels--;
    }

    // What Fujifilm's cameras say of a picture stands in the JPEG that they put into it.
    private void Fuji(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        var (at, length) = bytes.Length >= 92 ? (Big32(bytes[84..]), Big32(bytes[88..])) : (0, 0);
        if (at > 0 && at < content.Length)
        {
            Jpeg(content.Slice((int)at, (int)Math.Min(length, content.Length - at)), isWhole: false);
        }
    }

    // Canon's boxes in the movie's: the picture's directory, the exposure's and the position's, each with a TIFF header of its own.
    private void Canon(ReadOnlyMemory<byte> content)
    {
        if (
            HeifItems.Box(content, "moov"u8, _ending) is { } movie
            && HeifItems.Box(movie, "uuid"u8, _ending) is { Length: > 16 } own
        )
        {
            foreach (var name in s_canon)
            {
                if (HeifItems.Box(own[16..], name, _ending) is { } block)
                {
                    Exif.Add(new(block));
                }
            }
        }

        if (HeifItems.Box(content, "uuid"u8, _ending) is { Length: > 16 } packet && packet.Span.StartsWith(s_xmp))
        {
            Add(Xmp, packet[16..]);
        }
    }

    // JPEG XL, JPEG 2000 and videos: boxes behind each other.
    private void Boxes(ImageContent picture)
    {
        for (long at = 0; MayGoOn(); )
        {
            var start = picture.Peek(at, 16);
            if (start.Length < 8)
            {
                if (at > picture.Head.Length)
                {
                    picture.Miss(at, long.MaxValue);
                }

                return;
            }

            var type = Big32(start.Span[4..]);
            var (length, head) = HeifItems.Size(start.Span, int.MaxValue);
            if (length < head)
            {
                return;
            }

            if (type is 0x45786966 or 0x786D6C20 or 0x62726F62 or 0x75756964 or 0x6D6F6F76)
            {
                Box(type, picture.Slice(at + head, length - head));
            }

            at += length;
        }
    }

    private void Box(uint type, ReadOnlyMemory<byte> data)
    {
        switch (type)
        {
            // The first four bytes say how far behind them the TIFF header begins.
            case 0x45786966 when data.Length > 4 && 4L + Big32(data.Span) is var skip && skip < data.Length:
                Tiff(data[(int)skip..]);
                break;
            case 0x786D6C20:
                Add(Xmp, data);
                break;
            // Another box, compressed.
            case 0x62726F62 when data.Length > 4 && Big32(data.Span) is var inner and (0x45786966 or 0x786D6C20):
                Box(inner, Unpacked(data[4..]));
                break;
            case 0x75756964 when data.Length > 16:
                if (data.Span.StartsWith(s_xmp))
                {
                    Add(Xmp, data[16..]);
                }
                else if (data.Span.StartsWith("JpgTiffExif->JP2"u8))
                {
                    Tiff(data[16..]);
                }
                else if (data.Span.StartsWith(s_iptc))
                {
                    Add(Iptc, data[16..]);
                }

                break;
            case 0x6D6F6F76 when Movie.IsEmpty:
                Movie = data;
                if (
                    HeifItems.Box(data, "udta"u8, _ending) is { } written
                    && HeifItems.Box(written, "XMP_"u8, _ending) is { } packet
                )
                {
                    Add(Xmp, packet);
                }

                break;
            default:
                break;
        }
    }

    private ReadOnlyMemory<byte> Unpacked(ReadOnlyMemory<byte> packed)
    {
        var unpacked = new MemoryStream();
        try
        {
            using var stream = new BrotliStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            for (int read; _inflated < MostInflated && (read = stream.Read(_buffer)) > 0; _inflated += read)
            {
                _ending.ThrowIfCancellationRequested();
                unpacked.Write(_buffer.AsSpan(0, read));
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
        {
            Lost ??= "a compressed part is damaged";
        }

        return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
    }

    private void Heif(ImageContent picture)
    {
        var (items, lost) = HeifItems.Read(picture, _ending);
        Lost ??= lost;
        foreach (var (isXmp, data) in items)
        {
            if (isXmp)
            {
                Add(Xmp, data);
            }
            else if (data.Length > 4)
            {
                // The first four bytes say how far behind them the TIFF header begins.
                var skip = 4L + Big32(data.Span);
                if (skip < data.Length)
                {
                    var exif = data[(int)skip..];
                    Tiff(exif.Span.StartsWith("Exif\0\0"u8) ? exif[6..] : exif);
                }
            }
        }
    }
}
