using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ImageTagging.Sqlite.Storage;

/// <summary>The 64 bits by which contents are looked up; a hit is checked against the record.</summary>
internal static class ContentHash
{
    public static long Of(ContentId content) => (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(content.Text.AsSpan()));

    public static long[] Of(IReadOnlyList<ContentId> contents)
    {
        var hashes = new long[contents.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Of(contents[i]);
        }

        return hashes;
    }
}
