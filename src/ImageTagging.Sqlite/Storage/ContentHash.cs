using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ImageTagging.Sqlite.Storage;

/// <summary>The 64 bits by which contents are looked up; a hit is checked against the record.</summary>
/// <remarks>An ETag of 32 hex digits and the MD5 that it may be share a hash: one row leads to both.</remarks>
internal static class ContentHash
{
    private const int HexDigits = 32;
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    public static long Of(ContentId content)
    {
        var text = content.Text.AsSpan();
        var bare = text[(text.LastIndexOf(':') + 1)..];
        if (bare.Length != HexDigits || bare.ContainsAnyExcept(s_hex))
        {
            return (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text));
        }

        Span<char> lower = stackalloc char[HexDigits];
        _ = bare.ToLowerInvariant(lower);
        return (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(lower));
    }

    /// <summary>The hashes, each once.</summary>
    public static long[] Of(IReadOnlyList<ContentId> contents)
    {
        if (contents.Count == 0)
        {
            return [];
        }

        var hashes = new long[contents.Count];
        var number = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            var hash = Of(contents[i]);
            if (!hashes.AsSpan(0, number).Contains(hash))
            {
                hashes[number++] = hash;
            }
        }

        return number == hashes.Length ? hashes : hashes[..number];
    }
}
