namespace ImageTagging.Metadata;

/// <summary>A picture's bytes as far as they were read: all, or its beginning, and maybe one more part. Notes what is missed.</summary>
/// <param name="head">The beginning, or all of it.</param>
/// <param name="part">The other part; empty where there is none.</param>
/// <param name="partFrom">Where that begins.</param>
internal sealed class ImageContent(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> part = default, long partFrom = 0)
{
    private long _from = long.MaxValue;
    private long _to;

    public ReadOnlyMemory<byte> Head => head;

    /// <summary>The other part; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Part => part;

    /// <summary>Where something is that was looked for and is not there, by its first byte and that behind it; null where nothing is missed.</summary>
    public (long From, long To)? Missing => MissesEnd || _to > 0 ? (_from, _to) : null;

    /// <summary>True if what is missed is somewhere at the end.</summary>
    public bool MissesEnd { get; set; }

    /// <summary>The bytes of a stretch, as far as they are there.</summary>
    public ReadOnlyMemory<byte> Peek(long from, long length)
    {
        var first = Of(head, from, length);
        var second = first.Length == length || part.IsEmpty ? default : Of(part, from - partFrom, length);
        return second.Length > first.Length ? second : first;
    }

    /// <summary>The bytes of a wanted stretch, as far as they are there: the rest is noted as missing.</summary>
    public ReadOnlyMemory<byte> Slice(long from, long length)
    {
        var there = Peek(from, length);
        if (there.Length < length)
        {
            Miss(from, from + length);
        }

        return there;
    }

    /// <summary>Notes that a stretch is wanted and not there.</summary>
    public void Miss(long from, long to) => (_from, _to) = (Math.Min(_from, Math.Max(0, from)), Math.Max(_to, to));

    private static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> bytes, long from, long length) =>
        from < 0 || from >= bytes.Length || length <= 0
            ? default
            : bytes.Slice((int)from, (int)Math.Min(length, bytes.Length - from));
}
