namespace ImageTagging.Sqlite.Writing;

/// <summary>When what waits is brought to its place.</summary>
/// <param name="PendingBytes">Bytes of changes that may wait; twice as many are merged twice as fast.</param>
/// <param name="WholeSlots">A term with more slots is stored chunk by chunk, from then on.</param>
/// <param name="ComposeAt">A reader lays so many changes over a posting once, and keeps what comes of it.</param>
/// <param name="LogBytes">A log of so many bytes is brought into the file.</param>
internal sealed record MergeLimits(long PendingBytes, int WholeSlots, int ComposeAt = 128, long LogBytes = 32 << 20)
{
    public static MergeLimits Default { get; } = new(8 << 20, 4_096);
}
