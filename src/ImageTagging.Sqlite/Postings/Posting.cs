using System.Runtime.InteropServices;

namespace ImageTagging.Sqlite.Postings;

/// <summary>
/// The slots of a term, or of one chunk of it: sorted 16-bit numbers a chunk with the confidences beside them, or, for one
/// chunk with many, a bitmap in place of the numbers. Immutable once read; any thread may share it.
/// </summary>
/// <remarks>
/// Stored as: kind, number of chunks, then (chunk's distance, count) for each, all numbers, all confidences; a bitmap in
/// place of the numbers where one chunk holds more than <see cref="MostNumbers"/>.
/// </remarks>
internal sealed class Posting
{
    /// <summary>More in a chunk are a bitmap.</summary>
    public const int MostNumbers = 4_096;

    private const int MostChunks = 1 << 15;

    public const byte NumbersKind = 1;
    public const byte BitmapKind = 2;
    public const byte ConfidenceFlag = 0x80;

    private readonly int[] _chunks;
    private readonly int[] _starts;

    private Posting(int[] chunks, int[] starts, ushort[] lows, ushort[]? confidences, ulong[]? bitmap, int count)
    {
        (_chunks, _starts, Lows, Confidences, Bitmap, Count) = (chunks, starts, lows, confidences, bitmap, count);
        Bytes = 160 + (8 * chunks.Length) + (2L * lows.Length) + (2L * (confidences?.Length ?? 0)) + (8L * (bitmap?.Length ?? 0));
    }

    /// <summary>No slots.</summary>
    public static Posting Empty { get; } = new([], [0], [], null, null, 0);

    /// <summary>Stands in the place of a whole term that is stored chunk by chunk.</summary>
    public static Posting Chunked { get; } = new([], [0], [], null, null, -1);

    public static ReadOnlySpan<byte> ChunkedMark => [0];

    public int Count { get; }

    public long Bytes { get; }

    public ushort[] Lows { get; }

    /// <summary>The confidence of each slot, in the order of the slots; null where the term has none.</summary>
    public ushort[]? Confidences { get; }

    /// <summary>For one chunk with many slots: the slots, in place of the numbers.</summary>
    public ulong[]? Bitmap { get; }

    public ReadOnlySpan<int> Chunks => _chunks;

    /// <summary>The part of one chunk; an empty one where there is none.</summary>
    public Part PartOf(int chunk)
    {
        var at = _chunks.Length == 1 && _chunks[0] == chunk ? 0 : Array.BinarySearch(_chunks, chunk);
        return at < 0 ? new(this, 0, 0) : PartAt(at);
    }

    public Part PartAt(int at) => new(this, _starts[at], _starts[at + 1] - _starts[at]);

    /// <exception cref="InvalidDataException">The bytes are no posting.</exception>
    public static Posting Read(ReadOnlySpan<byte> from)
    {
        if (from.IsEmpty)
        {
            return Empty;
        }

        if (from[0] == 0)
        {
            return Chunked;
        }

        var hasConfidence = (from[0] & ConfidenceFlag) != 0;
        var kind = from[0] & ~ConfidenceFlag;
        from = from[1..];
        var (chunks, starts) = ReadDirectory(ref from);
        var count = starts[^1];
        if (kind == NumbersKind)
        {
            var lows = Numbers(ref from, count);
            return new(chunks, starts, lows, hasConfidence ? Numbers(ref from, count) : null, null, count);
        }

        if (kind != BitmapKind || from.Length < Bits.Words * 8 || chunks.Length != 1)
        {
            throw new InvalidDataException("Not a posting.");
        }

        var all = new ulong[Bits.Words];
        MemoryMarshal.Cast<byte, ulong>(from[..(Bits.Words * 8)]).CopyTo(all);
        from = from[(Bits.Words * 8)..];
        return Bits.Count(all) == count
            ? new(chunks, starts, [], hasConfidence ? Numbers(ref from, count) : null, all, count)
            : throw new InvalidDataException("Not a posting.");
    }

    /// <summary>The kind of a stored posting.</summary>
    internal enum Kind
    {
        Empty,
        Chunked,
        Plain,
        Confident,
    }

    /// <summary>Reads slots, rising, and confidences (0 where the term has none) from what is stored, into arrays that grow where they must.</summary>
    /// <exception cref="InvalidDataException">The bytes are no posting.</exception>
    public static (Kind Kind, int Count) Decode(ReadOnlySpan<byte> from, ref int[] slots, ref ushort[] confidences)
    {
        if (from.IsEmpty || from[0] == 0)
        {
            return (from.IsEmpty ? Kind.Empty : Kind.Chunked, 0);
        }

        var hasConfidence = (from[0] & ConfidenceFlag) != 0;
        var kind = from[0] & ~ConfidenceFlag;
        from = from[1..];
        var (chunks, starts) = ReadDirectory(ref from);
        var count = starts[^1];
        if (slots.Length < count)
        {
            slots = new int[count + (count / 2)];
            confidences = new ushort[slots.Length];
        }

        if (kind == NumbersKind)
        {
            var lows = Cut(ref from, count);
            for (var at = 0; at < chunks.Length; at++)
            {
                var high = chunks[at] << 16;
                for (var i = starts[at]; i < starts[at + 1]; i++)
                {
                    slots[i] = high | lows[i];
                }
            }
        }
        else
        {
            if (kind != BitmapKind || from.Length < Bits.Words * 8 || chunks.Length != 1)
            {
                throw new InvalidDataException("Not a posting.");
            }

            var words = MemoryMarshal.Cast<byte, ulong>(from[..(Bits.Words * 8)]);
            if (Bits.Count(words) != count)
            {
                throw new InvalidDataException("Not a posting.");
            }

            Bits.ToSlots(words, chunks[0] << 16, slots);
            from = from[(Bits.Words * 8)..];
        }

        if (hasConfidence)
        {
            Cut(ref from, count).CopyTo(confidences);
        }
        else
        {
            confidences.AsSpan(0, count).Clear();
        }

        return (hasConfidence ? Kind.Confident : Kind.Plain, count);
    }

    private static ReadOnlySpan<ushort> Cut(ref ReadOnlySpan<byte> from, int count)
    {
        if (from.Length < 2L * count)
        {
            throw new InvalidDataException("A posting was cut short.");
        }

        var numbers = MemoryMarshal.Cast<byte, ushort>(from[..(2 * count)]);
        from = from[(2 * count)..];
        return numbers;
    }

    /// <summary>Copies every slot and confidence (0 where the term has none) into arrays that grow where they must.</summary>
    public int CopyTo(ref int[] slots, ref ushort[] confidences)
    {
        var count = Math.Max(Count, 0);
        if (slots.Length < count)
        {
            slots = new int[count];
            confidences = new ushort[count];
        }

        if (Bitmap is not null)
        {
            Bits.ToSlots(Bitmap, _chunks[0] << 16, slots);
        }

        for (var at = 0; Bitmap is null && at < _chunks.Length; at++)
        {
            for (var i = _starts[at]; i < _starts[at + 1]; i++)
            {
                slots[i] = _chunks[at] << 16 | Lows[i];
            }
        }

        if (Confidences is null)
        {
            confidences.AsSpan(0, count).Clear();
        }
        else
        {
            Confidences.CopyTo(confidences, 0);
        }

        return count;
    }

    private static (int[] Chunks, int[] Starts) ReadDirectory(ref ReadOnlySpan<byte> from)
    {
        var number = VarInt.ReadInt(ref from);
        if (number > from.Length)
        {
            throw new InvalidDataException("Not a posting.");
        }

        var chunks = new int[number];
        var starts = new int[number + 1];
        var chunk = -1;
        for (var i = 0; i < number; i++)
        {
            var (gap, count) = (VarInt.ReadInt(ref from), VarInt.ReadInt(ref from));
            if (gap > MostChunks - chunk - 2 || count > Bits.Slots)
            {
                throw new InvalidDataException("Not a posting.");
            }

            chunk += 1 + gap;
            chunks[i] = chunk;
            starts[i + 1] = checked(starts[i] + count);
        }

        // Before room is made for them: a bitmap has one chunk, and two bytes stand for each number of the others.
        return number == 1 || starts[^1] <= from.Length / 2
            ? (chunks, starts)
            : throw new InvalidDataException("A posting was cut short.");
    }

    private static ushort[] Numbers(ref ReadOnlySpan<byte> from, int count) => Cut(ref from, count).ToArray();
}
