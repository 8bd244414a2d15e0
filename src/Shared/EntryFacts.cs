namespace ImageTagging.FileSystem;

// What the file system says of a name without opening or following it.
// Kind: What it is.
// Size: Bytes.
// Modified: Milliseconds since 1970.
// Identity: Device and inode where known, to tell whether an opened file is the one that was asked about.
internal readonly record struct EntryFacts(EntryKind Kind, long Size, long Modified, UInt128 Identity)
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public DateTimeOffset ModifiedAt => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(Modified, Earliest, Latest));

    public static EntryFacts Of(EntryKind kind) => new(kind, 0, 0, 0);
}
