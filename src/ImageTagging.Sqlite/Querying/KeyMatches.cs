using System.Text;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Querying;

/// <summary>The slots whose keys match a pattern, read from the range of keys that the pattern's beginning allows.</summary>
internal static class KeyMatches
{
    public static IReadOnlyDictionary<int, ChunkSet> Find(IndexSnapshot snapshot, string pattern, CancellationToken cancellation)
    {
        var chunks = new Dictionary<int, ulong[]>();
        var database = snapshot.Database;
        var prefix = KeyGlob.LiteralPrefix(pattern);
        var range = KeyGlob.ExactKey(pattern) is { } key ? KeyRange.Single(key) : KeyRange.WithPrefix(prefix);
        // Behind its beginning a lone star takes anything, and the keys need not be looked at.
        var isPrefix = string.Equals(pattern, KeyGlob.Escape(prefix) + "*", StringComparison.Ordinal);
        var buffer = new char[256];
        foreach (var source in Sources(snapshot))
        {
            var rows = database[
                range.Before is null
                    ? "SELECT slot, key FROM keys WHERE source = ? AND key >= ?"
                    : "SELECT slot, key FROM keys WHERE source = ? AND key >= ? AND key < ?"
            ];
            rows.Bind(1, source).BindText(2, range.From);
            if (range.Before is not null)
            {
                rows.BindText(3, range.Before);
            }

            try
            {
                for (var number = 0; rows.Step(); number++)
                {
                    if ((number & 0xFFF) == 0)
                    {
                        cancellation.ThrowIfCancellationRequested();
                    }

                    if (isPrefix || Matches(pattern, rows.Bytes(1), ref buffer))
                    {
                        Add(chunks, rows.Int32(0));
                    }
                }
            }
            finally
            {
                rows.Reset();
            }
        }

        return chunks.ToDictionary(c => c.Key, c => new ChunkSet(c.Value));
    }

    /// <summary>The numbers of the sources, in the order of their names.</summary>
    public static List<int> Sources(IndexSnapshot snapshot)
    {
        var sources = new List<int>();
        var rows = snapshot.Database["SELECT id FROM sources ORDER BY name"];
        while (rows.Step())
        {
            sources.Add(rows.Int32(0));
        }

        return sources;
    }

    private static bool Matches(string pattern, ReadOnlySpan<byte> key, ref char[] buffer)
    {
        if (buffer.Length < key.Length)
        {
            buffer = new char[key.Length * 2];
        }

        return KeyGlob.Matches(pattern, buffer.AsSpan(0, Encoding.UTF8.GetChars(key, buffer)));
    }

    private static void Add(Dictionary<int, ulong[]> chunks, int slot)
    {
        if (!chunks.TryGetValue(slot >> 16, out var bits))
        {
            bits = new ulong[Bits.Words];
            chunks.Add(slot >> 16, bits);
        }

        Bits.Set(bits, slot & 0xFFFF);
    }
}
