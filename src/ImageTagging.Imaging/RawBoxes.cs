using System.Buffers.Binary;

namespace ImageTagging.Imaging;

/// <summary>Looks for JPEGs in the boxes of a CR3: the thumbnail, the preview, and the track that holds the largest.</summary>
/// <remarks>Boxes are bounded in number and depth; one that is larger than what holds it ends there.</remarks>
internal sealed class RawBoxes
{
    private const int MostBoxes = 4096;
    private const int MostDepth = 8;
    private const int LongestLead = 64;

    private readonly List<(long At, long Length)> _previews = [];
    private int _boxes;
    private long _sampleAt;
    private long _sampleLength;

    private RawBoxes() { }

    /// <summary>Where JPEGs may lie.</summary>
    public IReadOnlyList<(long At, long Length)> Previews => _previews;

    /// <summary>The orientation; 0 where none is said.</summary>
    public int Orientation { get; private set; }

    public static RawBoxes Of(ReadOnlySpan<byte> content)
    {
        var found = new RawBoxes();
        found.Read(content, 0, content.Length, 0);
        return found;
    }

    private void Read(ReadOnlySpan<byte> content, long at, long end, int depth)
    {
        while (depth < MostDepth && at + 8 <= end && _boxes++ < MostBoxes)
        {
            var size = Number(content, at);
            var header = 8;
            if (size == 1)
            {
                size = (Number(content, at + 8) << 32) | Number(content, at + 12);
                header = 16;
            }

            var next = size == 0 ? end : Math.Min(at + size, end);
            // A size that is less than its own box's header goes nowhere; one beyond 63 bits turns round.
            if (next < at + header)
            {
                return;
            }

            Box(content, content.Slice((int)at + 4, 4), at + header, next, depth);
            at = next;
        }
    }

    private void Box(ReadOnlySpan<byte> content, ReadOnlySpan<byte> type, long at, long end, int depth)
    {
        if (type.SequenceEqual("uuid"u8))
        {
            // Behind the name of 16 bytes come boxes; in front of the preview eight bytes more.
            var isPreview = at + 32 <= end && content.Slice((int)at + 28, 4).SequenceEqual("PRVW"u8);
            Read(content, at + (isPreview ? 24 : 16), end, depth + 1);
        }
        else if (
            type.SequenceEqual("moov"u8)
            || type.SequenceEqual("trak"u8)
            || type.SequenceEqual("mdia"u8)
            || type.SequenceEqual("minf"u8)
        )
        {
            Read(content, at, end, depth + 1);
        }
        else if (type.SequenceEqual("stbl"u8))
        {
            // A track of one sample: where it lies and how long it is come in either order.
            (_sampleAt, _sampleLength) = (0, 0);
            Read(content, at, end, depth + 1);
            _previews.Add((_sampleAt, _sampleLength));
        }
        else if (type.SequenceEqual("CMT1"u8))
        {
            Orientation = JpegHeader.OrientationOf(content[(int)at..(int)end]);
        }
        else if (type.SequenceEqual("PRVW"u8) || type.SequenceEqual("THMB"u8))
        {
            var lead = content[(int)at..(int)Math.Min(end, at + LongestLead)].IndexOf<byte>([0xFF, 0xD8, 0xFF]);
            if (lead >= 0)
            {
                _previews.Add((at + lead, end - at - lead));
            }
        }
        else if (type.SequenceEqual("stsz"u8))
        {
            _sampleLength = Number(content, at + 4) is > 0 and var same ? same : Number(content, at + 12);
        }
        else if (type.SequenceEqual("co64"u8))
        {
            _sampleAt = (Number(content, at + 8) << 32) | Number(content, at + 12);
        }
        else if (type.SequenceEqual("stco"u8))
        {
            _sampleAt = Number(content, at + 8);
        }
    }

    private static long Number(ReadOnlySpan<byte> content, long at) =>
        at >= 0 && at <= content.Length - 4 ? BinaryPrimitives.ReadUInt32BigEndian(content[(int)at..]) : 0;
}
