namespace ImageTagging.Sqlite.Storage;

/// <summary>Who holds, or held, a content: hashes with slots, the lowest bit telling a former content from a present one.</summary>
/// <remarks>
/// Hashes are as random as can be: in one large table each would touch a page of its own. New ones wait in a small table, and
/// each transaction moves one of 64 ranges of them, in order, so that many share a page.
/// </remarks>
internal static class ContentTable
{
    private const int Ranges = 64;

    /// <summary>Moves the range whose turn it is.</summary>
    public static void Settle(Database database, long sequence)
    {
        const ulong Width = ulong.MaxValue / Ranges + 1;
        var from = unchecked((long)((ulong)long.MinValue + (Width * (ulong)(sequence % Ranges))));
        var last = unchecked(from + (long)(Width - 1));
        database[
            "INSERT OR IGNORE INTO contents SELECT hash, slot FROM contents_new WHERE hash BETWEEN ? AND ? ORDER BY hash, slot"
        ]
            .Bind(1, from)
            .Bind(2, last)
            .Run();
        database["DELETE FROM contents_new WHERE hash BETWEEN ? AND ?"].Bind(1, from).Bind(2, last).Run();
    }

    public static void Change(Database database, int slot, Facts before, Facts after)
    {
        if (before.Contents.AsSpan().SequenceEqual(after.Contents) && before.Previous.AsSpan().SequenceEqual(after.Previous))
        {
            return;
        }

        var (old, present) = (Rows(before, slot), Rows(after, slot));
        foreach (var (hash, holder) in old.Except(present))
        {
            database["DELETE FROM contents WHERE hash = ? AND slot = ?"].Bind(1, hash).Bind(2, holder).Run();
            database["DELETE FROM contents_new WHERE hash = ? AND slot = ?"].Bind(1, hash).Bind(2, holder).Run();
        }

        foreach (var (hash, holder) in present.Except(old))
        {
            database["INSERT OR IGNORE INTO contents_new (hash, slot) VALUES (?, ?)"].Bind(1, hash).Bind(2, holder).Run();
        }
    }

    private static List<(long Hash, long Holder)> Rows(Facts facts, int slot) =>
        [.. facts.Contents.Select(h => (h, (long)slot << 1)), .. facts.Previous.Select(h => (h, (long)slot << 1 | 1L))];
}
