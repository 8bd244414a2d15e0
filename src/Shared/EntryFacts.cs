namespace ImageTagging.FileSystem;

/// <summary>What the file system says of a name without opening or following it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Milliseconds since 1970.</param>
/// <param name="Identity">Device and inode where known, to tell whether an opened file is the one that was asked about.</param>
internal readonly record struct EntryFacts(EntryKind Kind, long Size, long Modified, UInt128 Identity)
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public DateTimeOffset ModifiedAt => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(Modified, Earliest, Latest));

    public static EntryFacts Of(EntryKind kind) => new(kind, 0, 0, 0);
}
